import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.js';
import { flowDefinition } from '../support/world.js';
import { countOf, mostTimersOpen, type RunningLead, openSkippingLab, type SkippingLab } from './harness.js';

const MINUTE = 60_000;

let skipping: SkippingLab;
let env: SkippingLab['env'];
let lab: SkippingLab['lab'];

beforeAll(async () => {
  skipping = await openSkippingLab('offer-workflow');
  ({ env, lab } = skipping);
});

afterAll(async () => {
  await skipping?.close();
});

async function newOrg() {
  const world = await lab.newWorld();
  const reps: string[] = [];
  for (const [index, name] of ['Ana', 'Bob', 'Cat'].entries())
    reps.push(await world.addRep(name, { capacity: 100 - index }));
  const flow = flowDefinition(world.teamId);
  // An hour and a half: a quarter of it is more than the rule's ten minutes.
  flow.clocks[0]!.target.duration = 'PT90M';
  Object.assign(flow.routing.rules[0]!, { mode: 'OFFER', answerWithin: 'PT10M' });
  await world.addFlow(flow);
  return { world, reps };
}

interface Offer {
  sequence: number;
  user_id: string;
  status: string;
  offered: number;
  expires: number;
}

/** In minutes since the lead was received. */
const offersOf = (lead: RunningLead): Promise<Offer[]> =>
  lead.world.all(
    `SELECT o.sequence, w.user_id, w.status, extract(epoch FROM o.offered_at - l.received_at)::float8 / 60 AS offered,
       extract(epoch FROM o.expires_at - o.offered_at)::float8 / 60 AS expires
     FROM offers o JOIN leads l ON l.id = o.lead_id JOIN offer_answers w ON w.lead_id = o.lead_id AND w.sequence = o.sequence
     WHERE o.lead_id = $1 ORDER BY o.sequence`,
    [lead.id],
  );

const waitForOffer = (lead: RunningLead, sequence: number): Promise<Offer> =>
  waitFor(`offer ${sequence}`, async () => (await offersOf(lead)).find((offer) => offer.sequence === sequence));

describe('an offer over minutes', () => {
  it('goes to the next when nobody answers, on its instant, by the lead’s one timer, and is accepted by an update', async () => {
    const { world, reps } = await newOrg();
    const lead = await lab.start(world);
    const first = await waitForOffer(lead, 1);
    expect(first).toMatchObject({ user_id: reps[0], status: 'PENDING', expires: 10 });
    await lead.waitForView('it is offered', ({ status, nextText }) => status === 'OFFERED' && nextText !== null);
    await env.sleep(11 * MINUTE);
    const second = await waitForOffer(lead, 2);
    expect(second).toMatchObject({ user_id: reps[1], status: 'PENDING' });
    expect(second.offered - first.offered).toBeGreaterThanOrEqual(10);
    expect(second.offered - first.offered).toBeLessThan(10.1);

    expect(await lead.answer({ kind: 'ACCEPT', userId: reps[0]! })).toContain('the time to answer was over at');
    expect(await lead.answer({ kind: 'DECLINE', userId: reps[1]!, reason: 'no time' })).toBeNull();
    expect(await waitForOffer(lead, 3)).toMatchObject({ user_id: reps[2] });
    expect(await lead.answer({ kind: 'ACCEPT', userId: reps[2]! })).toBeNull();
    expect(await lead.row()).toMatchObject({ status: 'ASSIGNED', owner_id: reps[2] });
    expect((await offersOf(lead)).map(({ status }) => status)).toEqual(['EXPIRED', 'DECLINED', 'ACCEPTED']);
    expect(await lead.clocks()).toMatchObject([{ status: 'RUNNING', deadline_at: new Date(lead.at(90)) }]);

    await lead.command({ kind: 'CLOSE', outcome: 'WON' });
    expect(await lead.handle.result()).toBe('CLOSED');
    const events = await lead.events();
    expect(mostTimersOpen(events)).toBe(1);
    expect(countOf(events, (event) => event.timerFiredEventAttributes)).toBe(1);
    expect(countOf(events, (event) => event.workflowExecutionUpdateCompletedEventAttributes)).toBe(3);
  });

  it('refuses an update that names no command, and goes on', async () => {
    const { world, reps } = await newOrg();
    const lead = await lab.start(world);
    await waitForOffer(lead, 1);
    await expect(lead.handle.executeUpdate('answerOffer', { args: [''] })).rejects.toThrow();
    expect(await lead.answer({ kind: 'ACCEPT', userId: reps[0]! })).toBeNull();
    await lead.command({ kind: 'CLOSE', outcome: 'LOST' });
    expect(await lead.handle.result()).toBe('CLOSED');
  });
});
