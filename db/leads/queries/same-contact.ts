import type { Identifying } from '../../../domain/leads/same-person/same-contact.js';
import type { KnownLead } from '../../../domain/leads/same-person/same-person.js';
import type { OrgTransaction } from '../../client.js';
import { ms } from '../../instants.js';

/** A number that is shared is seen from so many leads at it. */
const MOST = 20;

const by = (contact: string): string => `
  (SELECT id, owner_id AS "ownerId", status, name, email, phone, phone_extension AS "phoneExtension", ${ms('received_at')} AS "receivedAtMs"
   FROM leads WHERE org_id = $1 AND ${contact} ORDER BY received_at DESC, id DESC LIMIT ${MOST})`;

/**
 * The leads at an address or a number, the latest first: whether they are the same person's is for `ofSamePerson` to say.
 * @param of what the person can be known by (`identifying`)
 */
export async function leadsAtContact(
  tx: OrgTransaction,
  { email, phone, phoneExtension }: Identifying,
): Promise<KnownLead[]> {
  const { rows } = await tx.client.query<KnownLead>({
    name: 'leads_at_contact',
    text: `SELECT * FROM (${by('email = $2')} UNION ${by('phone = $3 AND phone_extension IS NOT DISTINCT FROM $4')}) l
      ORDER BY "receivedAtMs" DESC, id DESC`,
    values: [tx.orgId, email, phone, phoneExtension],
  });
  return rows;
}
