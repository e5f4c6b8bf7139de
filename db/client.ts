import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { PATIENCE, sessionLimits, transactionLimits, type Patience } from './patience.js';
import { inTransaction, type WithCommit } from './transaction.js';
import { Turns } from './turns.js';

// COUNT(*) and the identities fit a double; bigint as text would leak into every answer.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** A transaction that sees one org's rows only. */
export type OrgTransaction = NodePgDatabase & {
  orgId: string;
  /** Statements that are sent without waiting for each other are answered in their order, in one round trip. */
  client: pg.PoolClient;
};

export interface TransactionOptions {
  /** Plans named statements once a connection, in this transaction: for one whose plan takes longer to find than to run. */
  genericPlans?: boolean;
  /** How long it may keep others waiting, where that is another than of the rest of this database's work. */
  patience?: Patience;
}

/** What answers are read from. */
export interface Reads {
  /**
   * Runs `work` over one org's rows as they are at one instant: however many statements it takes, no part of what it puts
   * together is older than another. Nothing can be written in it.
   * @throws NoTurn as `inOrg`
   */
  readOrg<T>(orgId: string, work: (tx: OrgTransaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
}

export interface Database extends Reads {
  pool: pg.Pool;
  /**
   * Runs `work` in one transaction with `app.org_id` set: row-level security does the rest.
   * Commits when `work` returns, rolls back when it throws. What `withCommit` is given goes with the commit.
   * @throws NoTurn when the org has more under way than its share of the connections, and its line is full
   */
  inOrg<T>(
    orgId: string,
    work: (tx: OrgTransaction, withCommit: WithCommit) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>;
  /** A single statement for an org, in the org's turn like `inOrg`; the statement itself sees to `app.org_id`. */
  inTurn<T>(orgId: string, work: (client: Pick<pg.Pool, 'query'>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text can be the id of a row: what comes from outside is asked this before it reaches a query. */
export const isId = (text: string): boolean => UUID.test(text);

const builders = new WeakMap<pg.PoolClient, NodePgDatabase>();

/** Made once a connection: it costs as much as a short statement. */
function builderOf(client: pg.PoolClient): NodePgDatabase {
  const known = builders.get(client);
  if (known) return known;
  const made = drizzle(client);
  builders.set(client, made);
  return made;
}

/** A plan that is kept must not be that of a day on which its tables were empty; nor must that of a foreign key's check. */
const KEPT_PLANS = 'SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET jit = off';
const GENERIC_PLANS = "set_config('plan_cache_mode', 'force_generic_plan', true)";

/** Connections that no org takes: log-ins, API keys and endpoints are looked up before anybody knows whose they are. */
const forNobody = (poolSize: number): number => Math.ceil(poolSize / 8);
/** Of one org, for each connection that orgs share. */
const MOST_WAITING = 20;
/** For a turn, and then for a connection. */
const CONNECT_MS = 5_000;

/**
 * Connects as the role of the URL. A role that owns tables or bypasses row-level security gives up its rights for
 * `role` on each connection, so that no process ever runs as an owner.
 */
export function openDatabase(
  url: string,
  options: {
    role: 'pinggo_app' | 'pinggo_relay';
    poolSize?: number;
    /** Plans named statements once a connection: right where each is sent by keys only, as the worker's are. */
    genericPlans?: boolean;
    /** Default: that of requests that write. `readOrg` has that of those that read. */
    patience?: Patience;
    /** How much of the connections an org may have (`Turns`); by default half while nobody else needs any. */
    greed?: number;
    onError?: (error: Error) => void;
  },
): Database {
  const user = decodeURIComponent(new URL(url).username);
  const poolSize = options.poolSize ?? 12;
  const ownPatience = options.patience ?? PATIENCE.WRITING;
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_MS,
    ...sessionLimits(ownPatience),
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    pipeline: true,
    application_name: options.role,
    ...(user === options.role ? {} : { options: `-c role=${options.role}` }),
  });
  // An idle connection that breaks (a database restart) must not end the process: the pool opens another.
  pool.on('error', (error) => options.onError?.(error));

  const places = Math.max(1, poolSize - forNobody(poolSize));
  const turns = new Turns({
    places,
    greed: options.greed ?? 1,
    mostWaiting: MOST_WAITING * places,
    waitMs: CONNECT_MS,
  });

  // The first statement of a connection; one that breaks is heard of by whoever uses it.
  if (options.genericPlans) pool.on('connect', (client) => void client.query(KEPT_PLANS).catch(() => undefined));
  // Compiling a statement takes longer than running any of ours.
  const always = options.genericPlans ? '' : ", set_config('jit', 'off', true)";
  const transaction = <T>(
    begin: string,
    orgId: string,
    work: (tx: OrgTransaction, withCommit: WithCommit) => Promise<T>,
    { genericPlans, patience = ownPatience }: TransactionOptions,
  ): Promise<T> => {
    const limits = patience === ownPatience ? '' : `, ${transactionLimits(patience)}`;
    // One round trip for all: the id was checked to be a UUID.
    const whose = `SELECT set_config('app.org_id', '${orgId}', true)${always}${limits}${genericPlans ? `, ${GENERIC_PLANS}` : ''}`;
    return inTransaction(pool, `${begin}; ${whose}`, (client, withCommit) =>
      work(Object.assign(Object.create(builderOf(client)) as NodePgDatabase, { orgId, client }), withCommit),
    );
  };
  const inTurn: Database['inTurn'] = (orgId, work) => turns.run(orgId, () => work(pool));
  const within =
    (begin: string, usual: Patience): Database['inOrg'] =>
    async (orgId, work, own = {}) => {
      if (!isId(orgId)) throw new Error(`not an org id: ${JSON.stringify(orgId)}`);
      return turns.run(orgId, () => transaction(begin, orgId, work, { patience: usual, ...own }));
    };
  return {
    pool,
    inOrg: within('BEGIN', ownPatience),
    readOrg: within('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY', PATIENCE.READING),
    inTurn,
    close: () => pool.end(),
  };
}
