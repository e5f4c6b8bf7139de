import type { Database } from '../../db/client.js';

/**
 * Lets `before` run before each statement that an answer reads, to do what may happen at that instant.
 * @param before is told which statement it is, counted from 1 in each transaction
 * @returns what ends it
 */
export function beforeStatements(db: Database, before: (statement: number) => Promise<void>): () => void {
  const readOrg = db.readOrg.bind(db);
  db.readOrg = (orgId, work, options) =>
    readOrg(
      orgId,
      async (tx) => {
        let statement = 0;
        const query = tx.client.query.bind(tx.client) as (...given: unknown[]) => Promise<unknown>;
        const client = Object.assign(tx.client, {
          query: async (...given: unknown[]) => {
            await before(++statement);
            return query(...given);
          },
        });
        try {
          return await work(tx);
        } finally {
          // The class's own is left.
          Reflect.deleteProperty(client, 'query');
        }
      },
      options,
    );
  return () => {
    db.readOrg = readOrg;
  };
}
