import type { ClockDefinition } from '../../domain/leads/flow/definition.js';
import type { Bench } from './figure.js';
import { fillTo, fillTrail } from './fill.js';
import type { Database, System } from './system.js';
import { Tenant } from './tenant.js';

interface Filled {
  database: Database;
  tenant: Tenant;
}

/** What was filled once is copied for each lab. */
const templates = new WeakMap<System, Map<number, Promise<Filled>>>();

/** A database of its own whose org has `filled` leads, one in ten of them open, as a figure's lab finds it. */
export async function filledLab(bench: Bench, name: string, clock?: Partial<ClockDefinition>): Promise<Filled> {
  const { system, options } = bench;
  const made = templates.get(system) ?? new Map<number, Promise<Filled>>();
  templates.set(system, made);
  if (!made.has(options.filled)) made.set(options.filled, fillTemplate(bench));
  const template = await made.get(options.filled)!;
  const database = await system.copyDatabase(template.database, name);
  const tenant = template.tenant.in(database);
  // As in a lab that is empty: all that comes in has this clock.
  if (clock !== undefined) await tenant.replaceFlow(clock);
  return { database, tenant };
}

async function fillTemplate({ system, options, say }: Bench): Promise<Filled> {
  const startedAtMs = performance.now();
  const database = await system.createDatabase('filled');
  const tenant = await Tenant.create(system, database);
  await fillTo(tenant, database, 0, options.filled, { openOneIn: 10 });
  await fillTrail(tenant);
  // Nobody may be connected to what is copied.
  await tenant.close();
  say(
    `${options.filled.toLocaleString('en')} leads filled in, ${((performance.now() - startedAtMs) / 1000).toFixed(0)} s`,
  );
  return { database, tenant };
}
