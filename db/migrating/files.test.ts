import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { contentOf, readMigrations } from './files.js';

const MIGRATIONS = readMigrations(fileURLToPath(new URL('../migrations', import.meta.url)));
/** The last one that was written before these rules; of those, the ones that were slow have steps as well. */
const BEFORE_THE_RULES = 21;
/** Tables that stay small: what an org is set up with, and one row for an org or a person. */
const SMALL = new Set([
  'orgs',
  'users',
  'teams',
  'memberships',
  'skills',
  'calendars',
  'flows',
  'flow_versions',
  'endpoints',
  'endpoint_secrets',
  'api_keys',
  'absences',
  'counters',
  'tower_checks',
]);

const words = (sql: string): string =>
  sql
    .replace(/--[^\n]*/g, '')
    .replace(/\s+/g, ' ')
    .trim();
const statementsOf = (content: ReturnType<typeof contentOf>): { sql: string; inBatches: boolean }[] =>
  'steps' in content
    ? content.steps.map(({ sql, kind }) => ({ sql: words(sql), inBatches: kind === 'BATCHES' }))
    : content.statements.map((sql) => ({ sql: words(sql), inBatches: false }));

/** What a migration does that would hold up those who work with a large table. */
function holdUps(content: ReturnType<typeof contentOf>): string[] {
  const all = statementsOf(content);
  const found: string[] = [];
  const created = new Set(
    all.flatMap(({ sql }) => [...sql.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?"?(\w+)"?/gi)].map(([, name]) => name!)),
  );
  const isLarge = (table: string) => !created.has(table) && !SMALL.has(table);
  for (const { sql, inBatches } of all) {
    for (const [, beside, table] of sql.matchAll(
      /CREATE (?:UNIQUE )?INDEX (CONCURRENTLY )?(?:IF NOT EXISTS )?(?:"?\w+"? )?ON (?:"?public"?\.)?"?(\w+)"?/gi,
    ))
      if (!beside && isLarge(table!)) found.push(`an index of ${table} that is not made CONCURRENTLY`);
    if (/CONCURRENTLY/i.test(sql) && !('steps' in content))
      found.push('CONCURRENTLY in a file that is one transaction: its first line is to be "-- outside a transaction"');
    for (const [, table, change] of sql.matchAll(/ALTER TABLE (?:ONLY )?(?:"?public"?\.)?"?(\w+)"? ([^;]*)/gi)) {
      if (!isLarge(table!)) continue;
      if (/ADD CONSTRAINT .*(FOREIGN KEY|CHECK)/i.test(change!) && !/NOT VALID/i.test(change!))
        found.push(`a constraint of ${table} that is checked at once: add it NOT VALID, and VALIDATE in a later step`);
      if (/ALTER (COLUMN )?"?\w+"? (SET DATA )?TYPE|SET NOT NULL/i.test(change!))
        found.push(`a column of ${table} that all rows are looked through for`);
      if (/ADD COLUMN .*DEFAULT (gen_random_uuid|clock_timestamp|random)/i.test(change!))
        found.push(`a default of ${table} that rewrites every row`);
    }
    // What functions write later is not written now.
    const now = sql.replace(/CREATE (OR REPLACE )?(FUNCTION|PROCEDURE) .*?AS (\$\w*\$).*?\3/gis, '');
    if (inBatches) continue;
    for (const [, table] of now.matchAll(
      /\b(?:UPDATE|DELETE FROM) (?!TO\b|ON\b|OF\b|SET\b)(?:ONLY )?(?:public\.)?"?(\w+)"?(?: \w+)? (?:SET|WHERE|USING)\b/gi,
    ))
      if (isLarge(table!)) found.push(`rows of ${table} changed in one transaction: do it "-- in batches"`);
  }
  return found;
}

describe('how the file of a migration is run', () => {
  it('is one transaction, unless its first line says otherwise', () => {
    expect(contentOf(['CREATE TABLE a ()', 'CREATE TABLE b ()'])).toEqual({
      statements: ['CREATE TABLE a ()', 'CREATE TABLE b ()'],
    });
  });

  it('knows what each step outside a transaction is', () => {
    const content = contentOf([
      '-- outside a transaction\n-- Why.\nALTER TABLE a ADD COLUMN IF NOT EXISTS b int;',
      '\n-- Found by it.\nCREATE UNIQUE INDEX CONCURRENTLY "a_b" ON a (b);',
      '\ncreate index concurrently if not exists a_c on a (c);',
      '\nDROP INDEX CONCURRENTLY IF EXISTS a_d;',
      '\n-- in batches\nUPDATE a SET b = 1 WHERE b IS NULL;',
    ]);
    expect(
      'steps' in content && content.steps.map((step) => ('index' in step ? `INDEX ${step.index}` : step.kind)),
    ).toEqual(['TRANSACTION', 'INDEX a_b', 'INDEX a_c', 'ALONE', 'BATCHES']);
  });
});

describe('no migration holds up those who work', () => {
  const bound = MIGRATIONS.filter(
    ({ name, content }) => Number(name.slice(0, 4)) > BEFORE_THE_RULES || 'steps' in content,
  );
  /** Few rows each, as is said there. */
  const EXCEPTIONS: Record<string, string[]> = {
    // The leads that came in while the migration ran, and the work items that are open.
    '0016_identity': ['rows of leads changed in one transaction: do it "-- in batches"'],
    '0019_desk': ['rows of work_items changed in one transaction: do it "-- in batches"'],
  };

  it.each(bound.map((migration) => [migration.name, migration] as const))('%s', (name, { content }) => {
    const allowed = EXCEPTIONS[name] ?? [];
    expect(holdUps(content).filter((each) => !allowed.includes(each))).toEqual([]);
  });

  it.each([
    ['an index', 'CREATE INDEX "x" ON "leads" ("org_id");'],
    ['an index without a name', 'CREATE INDEX ON outbox (org_id);'],
    ['CONCURRENTLY in a transaction', 'CREATE INDEX CONCURRENTLY x ON leads (org_id);'],
    ['a checked foreign key', 'ALTER TABLE "proofs" ADD CONSTRAINT "f" FOREIGN KEY ("a") REFERENCES "b"("a");'],
    ['a check', 'ALTER TABLE audit ADD CONSTRAINT c CHECK (true);'],
    ['another type', 'ALTER TABLE audit ALTER COLUMN id SET DATA TYPE text;'],
    ['not null', 'ALTER TABLE leads ALTER COLUMN name SET NOT NULL;'],
    ['a default of its own for each row', 'ALTER TABLE outbox ADD COLUMN k uuid DEFAULT gen_random_uuid() NOT NULL;'],
    ['a move of rows', "-- Why.\nUPDATE leads SET name = 'x';"],
    ['a move in a block', 'DO $$ BEGIN UPDATE leads l SET name = $1 WHERE true; END $$'],
    ['a deletion', 'DELETE FROM outbox WHERE delivered_at IS NOT NULL;'],
  ])('refuses %s', (_, sql) => {
    expect(holdUps(contentOf([sql]))).toHaveLength(1);
  });

  it.each([
    ['an index of a new table', 'CREATE TABLE "n" ("a" int);CREATE INDEX "n_a" ON "n" ("a");'],
    ['an index of a small one', 'CREATE INDEX ON api_keys (org_id);'],
    ['a function that writes', 'CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ UPDATE leads SET name = NULL $$;'],
    ['a constant default', "ALTER TABLE leads ADD COLUMN x jsonb DEFAULT '[]'::jsonb NOT NULL;"],
    ['a constraint that is checked later', 'ALTER TABLE audit ADD CONSTRAINT c CHECK (true) NOT VALID;'],
  ])('lets %s pass', (_, sql) => {
    expect(holdUps(contentOf([sql]))).toEqual([]);
  });
});
