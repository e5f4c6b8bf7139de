import type { Watched } from '../cpu.js';

export const TEMPORAL_KINDS = ['dev', 'postgres'] as const;
/** `dev`: the CLI's server on SQLite, as `npm start` has it; `postgres`: the real one, as docker-compose.yml has it. */
export type TemporalKind = (typeof TEMPORAL_KINDS)[number];

/** The Temporal server of a run. It can be stopped and started again, on the same port and data. */
export interface TemporalServer {
  kind: TemporalKind;
  /** Version and database, for the report. */
  description: string;
  address: string;
  /** Its processes as they are now; their ids are others after a start. */
  processes(): Watched[];
  /** Takes the server away; what it wrote stays, and so does its database. */
  stop(): Promise<void>;
  /** Brings it back. @returns when it answers */
  start(): Promise<void>;
  /** Ends the server and whatever it stood on. */
  end(): Promise<void>;
}

/**
 * From where on its ports are looked for: below those that systems give to whoever asks for any. A client that calls a server which
 * is away would sooner or later be given that server's own port as its own, and answer itself.
 */
export const somePort = (): number => 20_000 + 20 * Math.floor(Math.random() * 500);
