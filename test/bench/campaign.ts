import { warmUp } from './begin.js';
import { watchCpu, type CpuUse } from './cpu.js';
import type { Bench } from './figure.js';
import type { Lab } from './lab.js';
import { takeIn } from './lives.js';
import { fire } from './load/guns.js';
import { atLeast, percentile } from './stats.js';
import { Tenant } from './tenant.js';
import { begunInParts, begunSince, mark, watchBegun, type Begun, type Sampled } from './watch/begun.js';
import { actionsOfContacted, NOT_RUNNING, untilRunning, type ActionsOfMany, type Running } from './watch/workflows.js';

const CONNECTIONS = 16;
/** Orgs of which each gets one lead in the middle of it. */
export const OTHERS = 20;
/** Leads that get a proof afterwards, and of how many of those the Actions are counted. */
const PROVED = 100;
const COUNTED = 30;

export interface Sizes {
  leads: number;
  /** How long leads that are not begun, and workflows that do not run, are waited for. */
  mostBegunMs: number;
  mostRunningMs: number;
}

export interface Burst {
  takenInPerS: number;
  begunPerS: number;
  /** From the last 202 to the last commit; where some were not begun, to the end of the wait. */
  allBegunS: number;
  notBegun: number;
  /** Of the other orgs' leads, the longest from 202 to assigned with clocks. */
  othersMaxS: number;
  inParts: number;
  sampled: Sampled;
  running: Running;
  actions: ActionsOfMany;
  cpu: CpuUse;
  gunCpuSeconds: number;
  /** From the first request to the last lead that was begun. */
  seconds: number;
}

/**
 * So many leads by several connections to `orgs` orgs, one after another, and when half of them are in, one lead of each of
 * some other orgs.
 */
export async function burstOf(bench: Bench, lab: Lab, orgs: number, sizes: Sizes): Promise<Burst> {
  const campaign = [lab.tenant];
  const others: Tenant[] = [];
  try {
    while (campaign.length < orgs) campaign.push(await Tenant.create(bench.system, lab.database));
    while (others.length < OTHERS) others.push(await Tenant.create(bench.system, lab.database, { reps: 2 }));
    await warmUp(lab);
    await bench.system.quiet(lab.children);
    return await measure(bench, lab, campaign, others, sizes);
  } finally {
    for (const tenant of [...campaign.slice(1), ...others]) await tenant.close();
  }
}

async function measure(
  bench: Bench,
  lab: Lab,
  campaign: readonly Tenant[],
  others: readonly Tenant[],
  sizes: Sizes,
): Promise<Burst> {
  const { world } = lab.tenant;
  const orgIds = [...campaign, ...others].map((tenant) => tenant.world.orgId);
  // A signature is good for five minutes, and none is made while the clock runs.
  const requests = Array.from({ length: sizes.leads }, (_, i) => campaign[i % campaign.length]!.newLead());
  const since = await mark(world);
  const watch = watchBegun(world, orgIds, since);
  const used = await watchCpu([...bench.system.servers, ...lab.children, { name: 'sampler', pid: process.pid }]);

  const othersAtMs = new Map<string, number>();
  let othersIn: Promise<unknown> = Promise.resolve();
  const takeOthersIn = async (tenant: Tenant): Promise<void> => {
    const { id, atMs } = await takeIn(tenant, lab.api);
    othersAtMs.set(id, atMs);
  };
  const shot = await fire(bench, { child: lab.api }, requests, CONNECTIONS, () => {
    othersIn = Promise.all(others.map(takeOthersIn));
    // It is waited for below.
    othersIn.catch(() => undefined);
  });
  await othersIn;
  await watch.until(sizes.leads + OTHERS, sizes.mostBegunMs);
  const untilMs = Date.now();
  const cpu = await used();
  const sampled = await watch.stop();

  const begun = await begunSince(world, orgIds, since);
  const clocksAtMs = new Map(
    begun.flatMap(({ leadId, clocksAtMs: at }) => (at === null ? [] : [[leadId, at] as const])),
  );
  const notBegun = sizes.leads + OTHERS - clocksAtMs.size;
  const lastBegunAtMs = notBegun > 0 ? untilMs : Math.max(...clocksAtMs.values());
  const lastAnswerAtMs = Math.max(...shot.answeredAtMs);
  return {
    takenInPerS: shot.rate,
    begunPerS: (clocksAtMs.size * 1000) / (lastBegunAtMs - shot.firstSentAtMs),
    allBegunS: (lastBegunAtMs - lastAnswerAtMs) / 1000,
    notBegun,
    othersMaxS: percentile(atLeast(othersAtMs, clocksAtMs, untilMs).values, 1) / 1000,
    inParts: begunInParts(begun),
    sampled,
    running: notBegun > 0 ? NOT_RUNNING : await untilRunning(lab, orgIds, since, lastAnswerAtMs, sizes.mostRunningMs),
    actions: await proveSome(bench, lab, begun),
    cpu,
    gunCpuSeconds: shot.cpuSeconds,
    seconds: (lastBegunAtMs - shot.firstSentAtMs) / 1000,
  };
}

/**
 * Some of the lab's own org, over the whole burst, whose workflows run: at once, a burst of their own. One that is proved
 * before its workflow is started costs the start alone, which would flatter.
 */
async function proveSome(bench: Bench, lab: Lab, begun: readonly Begun[]): Promise<ActionsOfMany> {
  const { tenant } = lab;
  const leads = await tenant.world.all<{ id: string }>(
    `SELECT id FROM leads l WHERE org_id = $1 AND id = ANY($2::uuid[]) AND clocks_started
       AND EXISTS (SELECT FROM outbox o WHERE o.org_id = l.org_id AND o.lead_id = l.id AND delivered_at IS NOT NULL)
     ORDER BY id`,
    [tenant.world.orgId, begun.map(({ leadId }) => leadId)],
  );
  const connections = 4;
  const most = Math.min(PROVED, leads.length - (leads.length % connections));
  const proved = evenly(leads, most);
  await fire(
    bench,
    { child: lab.api },
    proved.map(({ id }) => tenant.newProof(id)),
    connections,
  );
  const counted = evenly(proved, COUNTED).map(({ id }) => ({ orgId: tenant.world.orgId, leadId: id }));
  return actionsOfContacted(lab, counted, 20_000);
}

/** So many of them, as far from each other as can be: the one in the middle of each stretch. */
const evenly = <T>(items: readonly T[], count: number): T[] =>
  Array.from(
    { length: Math.min(count, items.length) },
    (_, i) => items[Math.floor(((i + 0.5) * items.length) / count)]!,
  );
