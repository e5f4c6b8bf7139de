import { readdirSync } from 'node:fs';
import { migrate } from '../../db/migrate.js';

/** The number of the newest migration: 11 of `0011_exchanges.sql`. */
export const newestMigration = (): number =>
  Math.max(
    ...readdirSync(new URL('../../db/migrations', import.meta.url))
      .filter((name) => name.endsWith('.sql'))
      .map((name) => Number(name.slice(0, 4))),
  );

/**
 * Applies the migrations up to one, as a version did that had no later ones.
 * @param last number of the last migration
 */
export const migrateUpTo = (ownerUrl: string, last: number): Promise<void> => migrate(ownerUrl, { through: last });
