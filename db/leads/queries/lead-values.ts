import type { OrgTransaction } from '../../client.js';

const MOST = 200;

/** Tags and names of attributes of the latest leads, what most of them have first. @param onlyOwner of their leads; null: of all */
export async function leadValues(
  tx: OrgTransaction,
  { latest, onlyOwner }: { latest: number; onlyOwner: string | null },
): Promise<{ tags: string[]; attributes: string[] }> {
  const { rows } = await tx.client.query<{ kind: 'TAG' | 'ATTRIBUTE'; value: string }>(
    `WITH latest AS MATERIALIZED (
       SELECT tags, attributes FROM leads WHERE org_id = $1 ${onlyOwner === null ? '' : 'AND owner_id = $3'}
       ORDER BY received_at DESC, id DESC LIMIT $2
     ), counted AS (
       SELECT 'TAG' AS kind, tag AS value, count(*) AS times FROM latest, unnest(tags) tag GROUP BY tag
       UNION ALL
       SELECT 'ATTRIBUTE', name, count(*) FROM latest, jsonb_object_keys(attributes) name GROUP BY name
     ), ranked AS (
       SELECT *, row_number() OVER (PARTITION BY kind ORDER BY times DESC, value) AS place FROM counted
     )
     SELECT kind, value FROM ranked WHERE place <= ${MOST} ORDER BY kind, place`,
    [tx.orgId, latest, ...(onlyOwner === null ? [] : [onlyOwner])],
  );
  const of = (kind: string): string[] => rows.filter((row) => row.kind === kind).map(({ value }) => value);
  return { tags: of('TAG'), attributes: of('ATTRIBUTE') };
}
