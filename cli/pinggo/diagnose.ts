import type { Session } from '../demo/session.js';
import { columns, commandOf } from './command.js';
import { EXIT, Failure } from './failure.js';
import { findDiagnosed } from './find.js';

interface Diagnosis {
  organisation: { id: string; name: string };
  at: string;
  isSound: boolean;
  checks: {
    check: string;
    status: string;
    text: string;
    since: string | null;
    remedy: { action: string | null; page: string | null; path: string | null } | null;
  }[];
}

const isIt = ({ id, name }: { id: string; name: string }, asked: string): boolean =>
  id === asked.toLowerCase() || name.toLowerCase() === asked.trim().toLowerCase();

/** As an operator: the organisation by its id or its name. @throws Failure where that is none, or several */
async function tenantOf(session: Session, asked: string): Promise<string> {
  const all = await session.all<{ id: string; name: string }>('/api/tenants');
  const found = all.filter((one) => isIt(one, asked));
  if (found.length === 1) return found[0]!.id;
  const why = found.length === 0 ? 'There is no organisation' : 'There are several organisations';
  throw new Failure(`${why} called ${JSON.stringify(asked)}: name it by its id.`, EXIT.REFUSED);
}

/** As somebody of the organisation, or as a key of it: it is the only one that they may ask about. */
async function ownDiagnosis(session: Session, asked: string | undefined): Promise<Diagnosis> {
  const diagnosis = await session.get<Diagnosis>('/api/diagnostics');
  if (asked === undefined || isIt(diagnosis.organisation, asked)) return diagnosis;
  throw new Failure(`You may ask about ${diagnosis.organisation.name} only.`, EXIT.REFUSED);
}

const remedyWords = (remedy: Diagnosis['checks'][number]['remedy']): string =>
  remedy === null ? '–' : (remedy.action ?? remedy.path ?? `by the organisation: ${remedy.page}`);

/** `pinggo diagnose` */
export const diagnose = () =>
  commandOf<[string | undefined], object>(
    'diagnose',
    'what is wrong with an organisation, since when, and what to do about it',
    async (_options, asked) => {
      const { session, isOperator } = await findDiagnosed(asked);
      const diagnosis = isOperator
        ? await session.get<Diagnosis>(`/api/tenants/${await tenantOf(session, asked!)}/diagnostics`)
        : await ownDiagnosis(session, asked);
      const rows = diagnosis.checks.map(({ check, status, text, since, remedy }) => [
        check,
        status,
        since ?? '–',
        remedyWords(remedy),
        text,
      ]);
      return {
        words: [
          `${diagnosis.organisation.name} at ${diagnosis.at}`,
          ...columns(['CHECK', 'STATUS', 'SINCE', 'REMEDY', 'WHAT'], rows),
        ],
        json: diagnosis,
        exitCode: diagnosis.isSound ? EXIT.DONE : EXIT.REFUSED,
      };
    },
  ).argument('[org]', 'the organisation, by its id or its name; left out: the one whose key it is');
