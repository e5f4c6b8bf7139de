/** What was seen from outside: what the senders were answered. */
export interface SeenLead {
  leadId: string;
  externalId: string;
  /** When the contact happened, for the leads that were proven. */
  provenAtMs: number | null;
}

/** What the database says of one lead in the end. */
export interface FinalLead {
  leadId: string;
  externalId: string;
  hasWorkflow: boolean;
  clock: { status: string; deadlineAtMs: number } | null;
  proofReceivedAtMs: number | null;
  escalations: {
    key: string;
    stepKey: string;
    repeat: number;
    dueAtMs: number;
    firedAtMs: number;
    overtaken: boolean;
    compensated: boolean;
  }[];
  breachedEntries: number;
}

/** A step as the flow's ladder has it: `step:repeat`. */
export type Expected = string[];

/**
 * Checks the promise: every accepted lead is there once, with its workflow; an unproven lead has each escalation of
 * its ladder exactly once, none before it was due; a lead with a timely proof is met, and nothing was fired at it
 * after the proof was received.
 * @returns one line for each thing that is wrong
 */
export function faults(seen: SeenLead[], rows: FinalLead[], ladder: Expected): string[] {
  const wrong: string[] = [];
  const byId = new Map(rows.map((row) => [row.leadId, row]));
  const externalIds = rows.map((row) => row.externalId);
  if (new Set(externalIds).size !== externalIds.length) wrong.push('a lead was stored twice');
  for (const { leadId, externalId } of seen) {
    if (!byId.has(leadId)) wrong.push(`${externalId}: answered 202, but there is no lead ${leadId}`);
  }
  const provenAt = new Map(seen.map((lead) => [lead.leadId, lead.provenAtMs]));
  for (const lead of rows) {
    const say = (text: string) => wrong.push(`${lead.externalId}: ${text}`);
    if (!lead.hasWorkflow) say('no workflow');
    if (!lead.clock) {
      say('no clock');
      continue;
    }
    const keys = lead.escalations.map(({ key }) => key);
    if (new Set(keys).size !== keys.length) say('an escalation is doubled');
    for (const one of lead.escalations) if (one.firedAtMs < one.dueAtMs) say(`${one.key} fired before it was due`);
    if (lead.breachedEntries > 1) say('the breach was recorded twice');
    const occurredAtMs = provenAt.get(lead.leadId) ?? null;
    if (occurredAtMs === null) {
      if (lead.clock.status !== 'BREACHED') say(`unproven, but ${lead.clock.status}`);
      const fired = lead.escalations.filter((one) => !one.overtaken && !one.compensated);
      const steps = fired.map(({ stepKey, repeat }) => `${stepKey}:${repeat}`).sort();
      if (steps.join() !== [...ladder].sort().join()) say(`escalations are ${steps.join(', ') || 'none'}`);
      if (lead.breachedEntries !== 1) say('the breach is not in the audit log');
      continue;
    }
    if (lead.proofReceivedAtMs === null) {
      say('its proof is lost');
      continue;
    }
    const inTime = occurredAtMs <= lead.clock.deadlineAtMs;
    if (lead.clock.status !== (inTime ? 'MET' : 'BREACHED'))
      say(`proven ${inTime ? 'in time' : 'late'}, but ${lead.clock.status}`);
    for (const one of lead.escalations) {
      if (!one.overtaken && !one.compensated && one.firedAtMs > lead.proofReceivedAtMs)
        say(`${one.key} fired after the proof`);
    }
  }
  return wrong;
}
