import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkPassword } from '../../../db/platform/passwords.js';
import { seedDemo } from '../../../db/seed/demo.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';

const secretsKey = randomBytes(32).toString('base64');
let database: TestDatabase;
let sql: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase('demo');
  sql = new pg.Client({ connectionString: database.ownerUrl });
  await sql.connect();
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

interface Person {
  email: string;
  password_hash: string;
}
const people = async () => (await sql.query<Person>('SELECT email, password_hash FROM users ORDER BY email')).rows;

it('makes every log-in that it tells, also of people whom a later version brings, and changes nothing else', async () => {
  const first = await seedDemo(database.ownerUrl, { secretsKey });
  const written = await people();
  expect(written.map(({ email }) => email)).toEqual(first.users.map(({ email }) => email).sort());
  await sql.query("DELETE FROM users WHERE role = 'AUDITOR'");
  await sql.query("UPDATE users SET status = 'INACTIVE' WHERE email = 'admin@carpat.example'");
  const again = await seedDemo(database.ownerUrl, { secretsKey });
  expect(again).toEqual(first);
  const now = await people();
  expect(now.map(({ email }) => email)).toEqual(written.map(({ email }) => email));
  const auditors = first.users.filter(({ role }) => role === 'AUDITOR');
  expect(auditors).toHaveLength(2);
  for (const { email, password } of auditors)
    expect(await checkPassword(now.find((one) => one.email === email)!.password_hash, password)).toBe(true);
  const others = (rows: Person[]) => rows.filter(({ email }) => !email.startsWith('auditor@'));
  expect(others(now)).toEqual(others(written));
  const { rows } = await sql.query("SELECT status FROM users WHERE email = 'admin@carpat.example'");
  expect(rows).toEqual([{ status: 'INACTIVE' }]);
});
