// The API of the rival that ticks: a lead is scored, given to somebody and put on the clock within its own request.
// What it leaves out: docs/adr/0071-rivals-that-do-the-whole-job.md.
import { close, prove } from './answer.js';
import { serve } from './front.js';
import { openPool } from './pool.js';
import { takeInAssigned } from './take-in.js';

const pool = openPool();
await serve(pool, {
  takeIn: (org, lead) => takeInAssigned(pool, org, lead),
  prove: (orgId, proof) => prove(pool, orgId, proof),
  close: (orgId, leadId, outcome) => close(pool, orgId, leadId, outcome),
});
