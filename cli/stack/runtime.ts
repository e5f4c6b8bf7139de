import type { DemoAccess } from '../../db/seed/demo.js';

/** Content of `runtime.json`: how to reach the stack that runs on a data directory. Its form is part of docs/api. */
export interface Runtime {
  /** Origin of the API. */
  apiUrl: string;
  dashboardUrl: string;
  temporalAddress: string;
  /** null: with a Temporal that runs elsewhere, unless `TEMPORAL_UI_URL` says where its UI is. */
  temporalUiUrl: string | null;
  temporalNamespace: string;
  /** The owner's, for psql. */
  databaseUrl: string;
  /** null: a server that was not started here. */
  pids: { api: number; worker: number; postgres: number | null; temporal: number | null };
  demo: DemoAccess;
  /** Where the first organisation is made, once; null: there is one. */
  setupUrl: string | null;
}
