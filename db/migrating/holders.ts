import type pg from 'pg';

const LOOK_MS = 50;

/** What the statements of one connection wait for, as another connection sees it. */
export interface Holders {
  /** Whom the last wait was for, in words; null where nobody was seen. */
  seen(): string | null;
  stop(): void;
}

interface Holder {
  pid: number;
  application: string | null;
  role: string | null;
  state: string | null;
  seconds: number | null;
}

const inWords = ({ pid, application, role, state, seconds }: Holder): string => {
  const details = [
    application || role,
    state,
    seconds === null ? null : `its transaction is ${Math.round(seconds)} s old`,
  ];
  return `pid ${pid} (${details.filter((each) => each !== null).join(', ')})`;
};

/**
 * Watches whom the session `pid` waits for: who holds a lock is not known any more once the waiting has been given up.
 * @param watcher a connection of its own
 */
export function watchHolders(watcher: pg.Client, pid: number): Holders {
  let last: string | null = null;
  let asking = false;
  const look = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      const { rows } = await watcher.query<Holder>(
        `SELECT pid, application_name AS application, usename AS role, state,
           extract(epoch FROM clock_timestamp() - xact_start)::float8 AS seconds
         FROM pg_stat_activity WHERE pid = ANY(pg_blocking_pids($1)) ORDER BY xact_start LIMIT 3`,
        [pid],
      );
      if (rows.length > 0) last = rows.map(inWords).join(', ');
    } catch {
      // It only helps to say why.
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  return {
    seen: () => last,
    stop: () => clearInterval(timer),
  };
}
