// The API of the rival on pg-boss: it writes a lead and its job in one transaction; a worker does the rest. What it leaves
// out: docs/adr/0071-rivals-that-do-the-whole-job.md.
import { close, prove } from './answer.js';
import { BEGIN, cancelDue, openBoss, within, type LeadJob } from './boss.js';
import { serve } from './front.js';
import { openPool } from './pool.js';
import { takeInReceived } from './take-in.js';

const pool = openPool();
const boss = openBoss(pool, false);
boss.on('error', console.error);
await boss.start();
await serve(pool, {
  takeIn: (org, lead) =>
    takeInReceived(pool, org, lead, async (client, leadId) => {
      await boss.send(BEGIN, { orgId: org.orgId, leadId } satisfies LeadJob, within(client));
    }),
  prove: (orgId, proof) => prove(pool, orgId, proof, (client, leadId) => cancelDue(boss, client, leadId)),
  close: (orgId, leadId, outcome) => close(pool, orgId, leadId, outcome, (client, id) => cancelDue(boss, client, id)),
});
