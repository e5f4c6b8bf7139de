import { z } from 'zod';
import { newestSeal } from '../../../db/platform/queries/audit-checkpoints.js';
import { checkCheckpoints, checkSeals, checkUnsealed, sealsFrom } from '../../../db/platform/queries/audit-check.js';
import type { AuditFinding, KeptSeal } from '../../../domain/platform/audit/verify.js';
import { iso, isoMs, isoMsOrNull } from '../../http/contract.js';
import { byNumber, decodeCursor, encodeCursor, toPage } from '../../http/cursor.js';
import * as contracts from '../contract/audit-seals.js';
import { route } from '../deps.js';

const VERIFIED = 'verified-audit';
const SEALS = 'audit-seals';
/** Of 500 entries each. */
const MOST_LISTED = 10;
/** Looked at by a request. */
const MOST_SEALS = 4;
const MOST_UNSEALED = 5_000;

/** What is looked at next, and after which seal or entry. */
const byPart = z.tuple([z.enum(['SEALS', 'ENTRIES']), z.int().nonnegative()]);

const shown = ({ fault, sequence, sealedAtMs, entryId, atMs }: AuditFinding) => ({
  fault,
  sequence,
  sealedAt: isoMsOrNull(sealedAtMs),
  entryId,
  at: isoMsOrNull(atMs),
});

function keptOf(checkpoint: string | undefined): { sequence: number; hash: string } | null {
  if (checkpoint === undefined) return null;
  const [sequence, hash] = checkpoint.split(':') as [string, string];
  return { sequence: Number(sequence), hash };
}

export const auditSealRoutes = [
  route(contracts.getAuditCheckpoint, async ({ caller, deps }) => {
    const { orgId } = caller;
    const found = await deps.db.readOrg(orgId, newestSeal);
    if (found === null) return { status: 200, body: { orgId, sealed: null, jws: null } };
    const sealed = { ...found, sealedAt: iso(found.sealedAt) };
    return { status: 200, body: { orgId, sealed, jws: await deps.tokens.signCheckpoint(orgId, sealed) } };
  }),

  route(contracts.listAuditSeals, async ({ query, caller, deps }) => {
    const after = decodeCursor(SEALS, byNumber, query.cursor)?.[0] ?? 0;
    const rows = await deps.db.readOrg(caller.orgId, (tx) => sealsFrom(tx, after + 1, MOST_LISTED + 1));
    const shownSeal = ({ orgId: _caller, sealedAtMs, completeAtMs, ...seal }: KeptSeal) => ({
      ...seal,
      entries: [...seal.entries],
      sealedAt: isoMs(sealedAtMs),
      completeAt: isoMsOrNull(completeAtMs),
    });
    return { status: 200, body: toPage(SEALS, rows, MOST_LISTED, shownSeal, ({ sequence }) => [sequence]) };
  }),

  route(contracts.verifyAudit, async ({ query, caller, deps }) => {
    const [part, after] = decodeCursor(VERIFIED, byPart, query.cursor) ?? (['SEALS', 0] as const);
    const body = await deps.db.readOrg(caller.orgId, async (tx) => {
      if (part === 'SEALS') {
        const { entries, seals, findings, last } = await checkSeals(tx, after, MOST_SEALS);
        const nextCursor = encodeCursor(VERIFIED, last === null ? ['ENTRIES', 0] : ['SEALS', last]);
        return { looked: entries, seals, findings, nextCursor };
      }
      const { findings, last } = await checkUnsealed(tx, after, MOST_UNSEALED, deps.clock().getTime());
      if (last !== null)
        return { looked: 0, seals: 0, findings, nextCursor: encodeCursor(VERIFIED, ['ENTRIES', last]) };
      findings.push(...(await checkCheckpoints(tx, keptOf(query.checkpoint))));
      return { looked: 0, seals: 0, findings, nextCursor: null };
    });
    return { status: 200, body: { orgId: caller.orgId, ...body, findings: body.findings.map(shown) } };
  }),
];
