import { InvalidArgumentError } from 'commander';
import type { Session } from '../demo/session.js';
import { commandOf, progress } from './command.js';
import { EXIT } from './failure.js';
import { findPinggo } from './find.js';
import { auditWords, checkAudit, MOST_NAMED, verifyAudit, type AuditFinding } from './verify-audit.js';

interface OfLead {
  leadId: string;
  what?: string[];
  clockKey?: string;
  cycle?: number;
  faults?: string[];
}
type Finding = OfLead | AuditFinding;

interface Page {
  looked: number;
  findings: OfLead[];
  nextCursor: string | null;
}

/** What one check came to. */
interface Verdict {
  check: Check;
  looked: number | null;
  wrong: number;
  findings: Finding[];
}

async function pages(session: Session, check: Check, path: string): Promise<Verdict> {
  const verdict: Verdict = { check, looked: 0, wrong: 0, findings: [] };
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const page: Page = await session.get(`${path}${query}`);
    verdict.looked = verdict.looked! + page.looked;
    verdict.wrong += page.findings.length;
    verdict.findings.push(...page.findings.slice(0, MOST_NAMED - verdict.findings.length));
    cursor = page.nextCursor;
    if (cursor !== null) progress(`${check}: ${verdict.looked} looked at, ${verdict.wrong} wrong …`);
  } while (cursor !== null);
  return verdict;
}

/** From the oldest day on, slice by slice. */
async function counts(session: Session): Promise<Verdict> {
  let wrong = 0;
  let done = false;
  for (let slice = 1; !done; slice += 1) {
    const answer = await session.post<{ drifted: number; done: boolean }>('/api/verification/counts', {
      restart: slice === 1,
    });
    wrong += answer.drifted;
    done = answer.done;
    if (!done) progress(`counts: slice ${slice}, ${wrong} wrong …`);
  }
  return { check: 'counts', looked: null, wrong, findings: [] };
}

/** Each with what it says when something is wrong. */
const CHECKS = {
  counts: { run: counts, wrong: 'counts were not what the rows say; they are right now' },
  clocks: {
    run: (session: Session) => pages(session, 'clocks', '/api/verification/clocks'),
    wrong: 'clocks are not what their receipts say',
  },
  leads: {
    run: (session: Session) => pages(session, 'leads', '/api/verification/leads'),
    wrong: 'open leads are not looked after (pinggo leads unstick)',
  },
  workflows: {
    run: (session: Session) => pages(session, 'workflows', '/api/verification/workflows'),
    wrong: 'workflows run for leads that are over or gone',
  },
  audit: {
    run: async (session: Session): Promise<Verdict> => {
      const { looked, wrong, findings } = await checkAudit(session, null);
      return { check: 'audit', looked, wrong, findings };
    },
    wrong: 'things are not as they were sealed',
  },
} as const satisfies Record<string, { run: (session: Session) => Promise<Verdict>; wrong: string }>;
type Check = 'counts' | 'clocks' | 'leads' | 'workflows' | 'audit';
const ALL = Object.keys(CHECKS) as Check[];

function checksArgument(text: string): Check[] {
  const named = text.split(',').map((one) => ALL.find((check) => check === one.trim()));
  if (named.includes(undefined)) throw new InvalidArgumentError(`They are ${ALL.join(', ')}, with commas between.`);
  return named as Check[];
}

const leadWords = ({ leadId, what, clockKey, cycle, faults }: OfLead): string =>
  [`  lead ${leadId}`, ...(what ?? []), ...(clockKey ? [`clock ${clockKey}/${cycle}`] : []), ...(faults ?? [])].join(
    ' ',
  );

const findingWords = (finding: Finding): string => ('leadId' in finding ? leadWords(finding) : auditWords(finding));

/** `pinggo verify`, and `pinggo verify audit` */
export const verify = () =>
  commandOf<[], { only: Check[] }>(
    'verify',
    'counts against rows, clocks against their receipts, open leads and workflows against each other, the audit log against its seals',
    async ({ only }) => {
      const { session } = await findPinggo();
      const verdicts: Verdict[] = [];
      for (const check of only) verdicts.push(await CHECKS[check].run(session));
      const isRight = verdicts.every(({ wrong }) => wrong === 0);
      return {
        words: verdicts.flatMap(({ check, looked, wrong, findings }) => [
          `${check}: ${wrong === 0 ? 'right' : `${wrong} ${CHECKS[check].wrong}`}${looked === null ? '' : ` (${looked} looked at)`}`,
          ...findings.map(findingWords),
        ]),
        json: { isRight, checks: verdicts },
        exitCode: isRight ? EXIT.DONE : EXIT.REFUSED,
      };
    },
  )
    .option('--only <checks>', `of ${ALL.join(', ')}, with commas between`, checksArgument, ALL)
    .enablePositionalOptions()
    .addCommand(verifyAudit());
