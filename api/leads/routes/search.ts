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
    const body = await deps.db.inOrg(caller.orgId, async (tx) => ({
      leads: (await searchLeads(tx, terms, owner, MOST)).map((lead) => ({ ...lead, receivedAt: iso(lead.receivedAt) })),
      users: mayDo(caller, 'people.read') ? await searchUsers(tx, terms, MOST) : [],
      flows: mayDo(caller, 'flows.read') ? await searchFlows(tx, terms, MOST) : [],
    }));
    return { status: 200, body };
  }),
];

/** What a text could be: typed with spaces, dots or dashes, a number is one all the same. */
function termsOf(text: string): SearchTerms {
  const digits = text.replace(/[\s().-]/g, '').replace(/^00(?=[1-9])/, '+');
  return {
    text,
    email: normaliseEmail(text),
    phone: normalisePhone(text)?.e164 ?? null,
    phoneStart: /^\+?\d{3,15}$/.test(digits) ? (digits.startsWith('+') ? digits : `+${digits}`) : null,
    id: isId(text) ? text : null,
  };
}
