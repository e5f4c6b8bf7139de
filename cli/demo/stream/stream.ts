import { openDesk } from '../desk.js';
import { SignedEndpoint } from '../endpoint.js';
import { Pool, sleepUntil, Together } from '../pool.js';
import { Progress } from '../progress.js';
import type { System } from '../system.js';
import { words } from '../text.js';
import { invent, type Invented } from './people.js';
import { lookAt, summary } from './summary.js';

export interface StreamOptions {
  /** Leads a second. */
  rate: number;
  count: number;
  seed: number;
  /** Share of the leads that get a proof of contact. */
  proofs: number;
  /** A first contact that is due so soon that breaches can be watched; null: the demo org's own flow. */
  targetMs: number | null;
}

const AT_ONCE = 24;

/** @returns whether all of it was taken; null: it was stopped. */
export async function stream(system: System, options: StreamOptions, stop: AbortSignal): Promise<boolean | null> {
  const started = Date.now();
  const runId = `demo-${options.seed}-${started.toString(36)}`;
  const endpoint = await endpointFor(system, options.targetMs, runId);
  const run = new Run(endpoint, runId);
  console.log(
    `Sending ${options.count} signed leads to ${system.runtime.apiUrl}, ${options.rate} a second (about ` +
      `${words((options.count / options.rate) * 1000)}), seed ${options.seed}.`,
  );
  const progress = new Progress(
    () => `${run.leadIds.length}/${options.count} leads · ${run.proofs}/${run.proofsDue} proofs`,
  );
  try {
    await run.play(options, stop);
  } finally {
    progress.stop();
  }
  const took = words(Date.now() - started);
  console.log(
    `${run.leadIds.length} leads and ${run.proofs} proofs were taken in ${took}; ${run.duplicates} deliveries came ` +
      `twice and were taken once; ${endpoint.retries} had to be repeated.`,
  );
  if (options.targetMs !== null && !stop.aborted) {
    console.log(`Waiting until the last deadline has passed (${words(options.targetMs)}) …`);
    await sleepUntil(run.lastSentMs + options.targetMs, stop);
  }
  console.log('');
  const found = await lookAt(run.leadIds, system.manager);
  console.log(summary(found));
  const { runtime, managerLogin } = system;
  console.log('');
  console.log(
    `Dashboard    ${runtime.dashboardUrl}   (log in as ${managerLogin.email}, password ${managerLogin.password})`,
  );
  console.log(`API          ${runtime.apiUrl}/docs`);
  if (runtime.temporalUiUrl !== null) console.log(`Temporal UI  ${runtime.temporalUiUrl}`);
  const [first] = found.leads;
  if (first) {
    console.log(`One of them  ${runtime.dashboardUrl}leads/${first.id}`);
    if (first.workflow.url !== null) console.log(`its workflow ${first.workflow.url}`);
  }
  return stop.aborted ? null : true;
}

/** The demo's own endpoint, or one whose flow has that target. */
async function endpointFor(system: System, targetMs: number | null, source: string): Promise<SignedEndpoint> {
  if (targetMs === null) return new SignedEndpoint(system.runtime.apiUrl, system.endpoint);
  const flow = { key: `demo-${targetMs}ms`, name: `Demo: first contact within ${words(targetMs)}` };
  return (await openDesk(system, { flow, targetMs, source })).endpoint;
}

class Run {
  readonly leadIds: string[] = [];
  proofs = 0;
  proofsDue = 0;
  duplicates = 0;
  lastSentMs = 0;
  private readonly pool = new Pool(AT_ONCE);

  constructor(
    private readonly endpoint: SignedEndpoint,
    private readonly id: string,
  ) {}

  async play({ rate, count, seed, proofs }: StreamOptions, stop: AbortSignal): Promise<void> {
    const people = invent(seed, proofs);
    const playing = new Together(stop);
    const startedAtMs = Date.now();
    for (let number = 0; number < count; number++) {
      await sleepUntil(startedAtMs + (number / rate) * 1000, playing.signal);
      if (playing.signal.aborted) break;
      playing.start(this.one(`${this.id}-${number + 1}`, people.next().value, playing.signal));
    }
    await playing.end();
  }

  private async one(externalId: string, { lead, proof, twice }: Invented, signal: AbortSignal): Promise<void> {
    if (proof) this.proofsDue++;
    const body = { externalId, ...lead, occurredAt: new Date().toISOString() };
    const { leadId } = await this.pool.run(() => this.endpoint.lead(externalId, body));
    this.leadIds.push(leadId);
    this.lastSentMs = Date.now();
    if (twice) {
      const again = await this.pool.run(() => this.endpoint.lead(externalId, body));
      if (!again.duplicate || again.leadId !== leadId) throw new Error(`${externalId} was taken in twice`);
      this.duplicates++;
    }
    if (!proof) return;
    await sleepUntil(Date.now() + proof.afterMs, signal);
    if (signal.aborted) return;
    await this.pool.run(() =>
      this.endpoint.proof(`${externalId}-proof`, {
        lead: { externalId },
        kind: proof.kind,
        occurredAt: new Date().toISOString(),
        externalId: `${externalId}-proof`,
        actor: proof.actor,
        note: proof.note,
      }),
    );
    this.proofs++;
  }
}
