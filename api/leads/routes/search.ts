import { isId } from '../../../db/client.js';
import { searchFlows, searchLeads, searchUsers, type SearchTerms } from '../../../db/leads/queries/search.js';
import { mayDo, sightOf } from '../../http/access.js';
import { iso } from '../../http/contract.js';
import * as contracts from '../contract/search.js';
import { normaliseEmail, normalisePhone } from '../../http/contact.js';
import { route } from '../deps.js';

const MOST = contracts.MOST_FOUND;

export const searchRoutes = [
  route(contracts.search, async ({ query, caller, deps }) => {
    const terms = termsOf(query.q);
    const owner = sightOf(caller, 'leads');
    const body = await deps.db.readOrg(caller.orgId, async (tx) => ({
      leads: (await searchLeads(tx, terms, owner, MOST)).map((lead) => ({ ...lead, receivedAt: iso(lead.receivedAt) })),
      users: mayDo(caller, 'people.read') ? await searchUsers(tx, terms, MOST) : [],
      flows: mayDo(caller, 'flows.read') ? await searchFlows(tx, terms, MOST) : [],
    }));
    return { status: 200, body };
  }),
];

/** What a text could be. */
function termsOf(text: string): SearchTerms {
  return {
    text,
    email: normaliseEmail(text),
    phone: normalisePhone(text)?.e164 ?? null,
    ids: idsFrom(text),
  };
}

const LONGEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The ids that begin so; null where none can. Fewer than eight characters are no id to anybody. */
function idsFrom(text: string): [string, string] | null {
  const start = text.toLowerCase();
  const isStart = start.length >= 8 && /^[0-9a-f-]+$/.test(start);
  const [first, last] = [
    start + LONGEST_ID.slice(start.length).replaceAll('f', '0'),
    start + LONGEST_ID.slice(start.length),
  ];
  return isStart && isId(first) ? [first, last] : null;
}
