import type pg from 'pg';

type Client = Pick<pg.PoolClient, 'query'>;

/** What waits of one thing: how long already, how often it was tried, and when it is tried next. */
export interface QueueLine {
  queue: 'MESSAGES' | 'NOTICES' | 'ACCESS_MAILS';
  /** The topic of messages, the channel of notices, the kind of mails. */
  what: string;
  waiting: number;
  /** Of those, how many have failed before. */
  tried: number;
  mostAttempts: number;
  /** When the first of those that failed is tried again; null: none waits for that. */
  nextAttemptAt: Date | null;
  oldestAt: Date;
  /** How many wait for less than 10 s, a minute, ten minutes, an hour, and for longer. */
  byAge: [number, number, number, number, number];
}

/** A message that failed and is tried again. */
export interface RetriedMessage {
  id: number;
  topic: string;
  leadId: string | null;
  attempts: number;
  nextAttemptAt: Date;
  bornAt: Date;
  error: string | null;
}

const AGES = ['10 seconds', '1 minute', '10 minutes', '1 hour'];

const byAge = (at: string): string => {
  const youngerThan = (age: string): string => `${at} > now() - interval '${age}'`;
  const bounds = [...AGES.map((age) => youngerThan(age)), 'true'];
  const counts = bounds.map((bound, index) => {
    const before = bounds[index - 1];
    return `count(*) FILTER (WHERE ${bound}${before === undefined ? '' : ` AND NOT (${before})`})`;
  });
  return `ARRAY[${counts.join(', ')}]::int[]`;
};

const line = (parts: {
  queue: QueueLine['queue'];
  what: string;
  tried: string;
  attempts: string;
  next: string;
  since: string;
  from: string;
}): string =>
  `SELECT '${parts.queue}' AS queue, ${parts.what} AS what, count(*)::int AS waiting, count(*) FILTER (WHERE ${parts.tried})::int AS tried,
     max(${parts.attempts})::int AS "mostAttempts", ${parts.next} AS "nextAttemptAt", min(${parts.since}) AS "oldestAt",
     ${byAge(parts.since)} AS "byAge"
   FROM ${parts.from} GROUP BY 2`;

const LINES = [
  line({
    queue: 'MESSAGES',
    what: 'o.topic',
    tried: 'o.last_error IS NOT NULL',
    attempts: 'o.attempts',
    next: 'min(o.available_at) FILTER (WHERE o.last_error IS NOT NULL)',
    since: 'o.created_at',
    from: 'outbox o WHERE o.org_id = $1 AND o.delivered_at IS NULL AND o.dead_at IS NULL',
  }),
  line({
    queue: 'NOTICES',
    what: 'd.channel',
    tried: 'd.attempts > 0',
    attempts: 'd.attempts',
    // In somebody's quiet hours their end comes first.
    next: 'min(greatest(d.next_try_at, d.not_before))',
    since: 'd.status_at',
    from: `notice_deliveries d WHERE d.org_id = $1 AND d.status = 'PENDING'`,
  }),
  line({
    queue: 'ACCESS_MAILS',
    what: 'm.kind',
    tried: 'm.fault IS NOT NULL',
    attempts: 'm.tries',
    next: 'min(m.next_try_at)',
    since: 'm.created_at',
    from: `access_mails m WHERE m.org_id = $1 AND m.status = 'WAITING'`,
  }),
];

/** What of an org waits to be processed. */
export async function queueOf(client: Client, orgId: string): Promise<QueueLine[]> {
  const { rows } = await client.query<QueueLine>(
    `SELECT * FROM (${LINES.join(' UNION ALL ')}) line ORDER BY "oldestAt", queue, what`,
    [orgId],
  );
  return rows;
}

/** Messages of an org that failed and are tried again, the next one first. */
export async function retriedMessages(client: Client, orgId: string, limit: number): Promise<RetriedMessage[]> {
  const { rows } = await client.query<RetriedMessage>(
    `SELECT id, topic, lead_id AS "leadId", attempts, available_at AS "nextAttemptAt", created_at AS "bornAt", last_error AS error
     FROM outbox WHERE org_id = $1 AND delivered_at IS NULL AND dead_at IS NULL AND last_error IS NOT NULL
     ORDER BY available_at, id LIMIT $2`,
    [orgId, limit],
  );
  return rows;
}
