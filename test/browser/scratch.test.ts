import { existsSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { hashPassword } from '../../db/passwords.js';
import { Tower } from '../support/tower.js';
import { flowDefinition } from '../support/world.js';
it('serves', async () => {
  let flow = '';
  const tower = await Tower.open('scratch', async (world) => {
    await world.addRep('Ana Munteanu', { capacity: 40 });
    await world.addRep('Bogdan Ionescu', { capacity: 60 });
    await world.addRep('Carla Dumitrescu', { capacity: 20 });
    const plain = flowDefinition(world.teamId);
    flow = await world.addFlow({ ...plain, clocks: plain.clocks.map((clock) => ({ ...clock, atRisk: 0.5 })) }, 'Web and ads');
    await world.sql.query(
      `INSERT INTO leads (org_id, id, source, name, email, phone, status, breach, received_at, deadline_at, flow_id, flow_version, team_id, owner_id, score, clocks_started)
       SELECT $1, gen_random_uuid(), (ARRAY['web','facebook','partner'])[1 + n % 3],
         (ARRAY['Ana Pop','Ion Rusu','Elena Ciobanu','Mihai Lungu','Daria Munteanu','Radu Stan','Ioana Moraru','Alexandru-Constantin Protopopescu'])[1 + n % 8] || ' ' || n, 'lead' || n || '@example.com', NULL,
         CASE WHEN n % 11 = 0 THEN 'CONTACTED' WHEN n % 13 = 0 THEN 'UNROUTED' ELSE 'ASSIGNED' END,
         CASE WHEN n < 9 THEN 'breached' WHEN n < 20 THEN 'at_risk' ELSE 'none' END,
         date_trunc('milliseconds', now()) - n * interval '30 seconds',
         CASE WHEN n < 9000 THEN date_trunc('milliseconds', now()) + (n - 8) * interval '37 seconds' END, $2, 1, $3,
         CASE WHEN n % 13 <> 0 THEN (SELECT array_agg(id) FROM users WHERE role = 'REP')[1 + n % 3] END, n % 100, true
       FROM generate_series(1, ${process.env['ROWS'] ?? 10000}) n`,
      [world.orgId, flow, world.teamId],
    );
  });
  const hash = await hashPassword('scratch');
  await tower.world.sql.query(`UPDATE users SET password_hash = $1, email = 'm@x.example' WHERE id = $2`, [hash, tower.world.managerId]);
  writeFileSync('/tmp/w/leads-scratch.json', JSON.stringify({ origin: tower.origin, db: tower.database.ownerUrl, org: tower.world.orgId, flow }));
  while (!existsSync('/tmp/w/leads-scratch.stop')) {
    await new Promise((r) => setTimeout(r, 1000));
    if (existsSync('/tmp/w/leads-scratch.receive')) {
      (await import('node:fs')).unlinkSync('/tmp/w/leads-scratch.receive');
      await tower.world.receive({ name: 'Fresh Fred', ageMs: 20 * 60_000 });
    }
  }
  await tower.close();
  expect(1).toBe(1);
}, 3_600_000);
