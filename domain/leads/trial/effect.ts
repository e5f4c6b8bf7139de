import type { InstantMs } from '../../engine/time/instant.js';
import type { LeadFacts } from '../flow/facts.js';
import { selectFlow, type ActiveFlow } from '../flow/select.js';

export const MOST_EXAMPLES = 3;
/** Most flows that are told apart. */
export const MOST_FLOWS = 100;

/** A lead of late, as its flow was chosen. */
export interface RecentLead {
  id: string;
  name: string | null;
  endpointFlowId: string | null;
  facts: LeadFacts;
}

interface Example {
  leadId: string;
  name: string | null;
  source: string;
  receivedAtMs: InstantMs;
}

/** Leads that change their flow, by the other one; null: no flow. */
export interface Moved {
  leads: number;
  flows: { flowId: string | null; leads: number; examples: Example[] }[];
}

/** What a draft would take from the other flows and give up to them: counted lead by lead, keeping examples only. */
export class Effect {
  leads = 0;
  keeps = 0;
  private readonly taken = new Map<string | null, Moved['flows'][number]>();
  private readonly given = new Map<string | null, Moved['flows'][number]>();
  private readonly before: ActiveFlow[];
  private readonly after: ActiveFlow[];

  /** @param active the active flows as they are published @param draft what is tried, as if it were published and active */
  constructor(
    active: readonly ActiveFlow[],
    private readonly draft: ActiveFlow,
  ) {
    this.before = [...active];
    this.after = [...active.filter(({ id }) => id !== draft.id), draft];
  }

  /** Counts a lead; those that came last are to be counted first. */
  add({ id: leadId, name, endpointFlowId, facts }: RecentLead): void {
    this.leads += 1;
    const had = selectFlow(facts, endpointFlowId, this.before)?.id ?? null;
    const has = selectFlow(facts, endpointFlowId, this.after)?.id ?? null;
    const mine = this.draft.id;
    if (had === mine && has === mine) this.keeps += 1;
    if (had === has) return;
    const { source, receivedAtMs } = facts;
    const example = { leadId, name, source, receivedAtMs };
    if (has === mine) count(this.taken, had, example);
    else count(this.given, has, example);
  }

  get takes(): Moved {
    return sorted(this.taken);
  }

  get gives(): Moved {
    return sorted(this.given);
  }
}

function count(moved: Map<string | null, Moved['flows'][number]>, flowId: string | null, example: Example): void {
  const known = moved.get(flowId) ?? { flowId, leads: 0, examples: [] };
  known.leads += 1;
  if (known.examples.length < MOST_EXAMPLES) known.examples.push(example);
  moved.set(flowId, known);
}

function sorted(moved: ReadonlyMap<string | null, Moved['flows'][number]>): Moved {
  const flows = [...moved.values()].sort((a, b) => b.leads - a.leads || ((a.flowId ?? '') < (b.flowId ?? '') ? -1 : 1));
  return { leads: flows.reduce((sum, { leads }) => sum + leads, 0), flows: flows.slice(0, MOST_FLOWS) };
}
