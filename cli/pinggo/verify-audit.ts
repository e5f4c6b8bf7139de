import { readFile } from 'node:fs/promises';
import type { Session } from '../demo/session.js';
import { readCheckpoint, type KeptCheckpoint } from './checkpoint.js';
import { commandOf, progress } from './command.js';
import { EXIT, Failure } from './failure.js';
import { findPinggo } from './find.js';

/** Where the audit log is not as it was sealed. */
export interface AuditFinding {
  fault: string;
  sequence: number | null;
  sealedAt: string | null;
  entryId: number | null;
  at: string | null;
}

interface Slice {
  orgId: string;
  looked: number;
  seals: number;
  findings: AuditFinding[];
  nextCursor: string | null;
}

/** Named in the answer; the rest is counted. */
export const MOST_NAMED = 1_000;
/** Slices after which somebody who waits is told. */
const TELL_EACH = 25;

/** Slice after slice, so that neither end has more than a few seals in memory. */
export async function checkAudit(session: Session, kept: Pick<KeptCheckpoint, 'orgId' | 'sequence' | 'hash'> | null) {
  const done = { looked: 0, seals: 0, wrong: 0, findings: [] as AuditFinding[] };
  let cursor: string | null = null;
  for (let slices = 1; ; slices += 1) {
    const query = new URLSearchParams({
      ...(cursor !== null && { cursor }),
      ...(kept !== null && { checkpoint: `${kept.sequence}:${kept.hash}` }),
    });
    const slice: Slice = await session.get(`/api/verification/audit?${query.toString()}`);
    if (kept?.orgId && kept.orgId !== slice.orgId)
      throw new Failure(
        `The checkpoint is of the organisation ${kept.orgId}, and the key of ${slice.orgId}.`,
        EXIT.MISUSED,
      );
    done.looked += slice.looked;
    done.seals += slice.seals;
    done.wrong += slice.findings.length;
    done.findings.push(...slice.findings.slice(0, MOST_NAMED - done.findings.length));
    cursor = slice.nextCursor;
    if (cursor === null) return done;
    if (slices % TELL_EACH === 0) progress(`audit: ${done.looked} entries looked at, ${done.wrong} wrong …`);
  }
}

export const auditWords = ({ fault, sequence, sealedAt, entryId, at }: AuditFinding): string =>
  [
    `  ${fault}`,
    ...(sequence === null ? [] : [`seal ${sequence}${sealedAt === null ? '' : ` of ${sealedAt}`}`]),
    ...(entryId === null ? [] : [`entry ${entryId}${at === null ? '' : ` of ${at}`}`]),
  ].join(', ');

const SIGNATURES: Readonly<Record<KeptCheckpoint['signature'], string>> = {
  GOOD: 'its signature is right',
  UNKNOWN_KEY: 'signed by a key that is not published any more, so its signature was not looked at',
  NONE: 'it has no signature of its own',
};

/** `pinggo verify audit` */
export const verifyAudit = () =>
  commandOf<[], { checkpoint?: string }>(
    'audit',
    'recomputes all seals of the audit log: what was changed, left out, added, or cut off',
    async ({ checkpoint: file }) => {
      const { session } = await findPinggo();
      const kept = file === undefined ? null : await readCheckpoint(await textOf(file), session);
      const { looked, seals, wrong, findings } = await checkAudit(session, kept);
      const checkpoint =
        kept === null
          ? []
          : [`checkpoint: seal ${kept.sequence}, ${kept.sealedAt ?? ''}; ${SIGNATURES[kept.signature]}`];
      return {
        words: [
          ...checkpoint,
          `audit: ${wrong === 0 ? 'right' : `${wrong} things are not as they were sealed`} (entries looked at: ${looked}, seals: ${seals})`,
          ...findings.map(auditWords),
        ],
        json: { isRight: wrong === 0, entries: looked, seals, wrong, findings, checkpoint: kept },
        exitCode: wrong === 0 ? EXIT.DONE : EXIT.REFUSED,
      };
    },
  ).option('--checkpoint <file>', 'a checkpoint that was kept: as the Audit page gives it, or the event of a webhook');

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new Failure(`This file cannot be read: ${file}`, EXIT.MISUSED);
  }
}
