import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { DAY_MS, zoneOf } from '../../domain/engine/calendars/zone.js';
import type { LeadAuditAction } from '../../domain/leads/audit/actions.js';
import type { PlatformAction } from '../../domain/platform/audit/actions.js';
import type { Actor } from '../../domain/platform/audit/actor.js';
import type { OrgTransaction } from '../client.js';
import type { OutboxTopic } from '../outbox-topics.js';
import { foldEmail } from '../../domain/platform/people/email.js';
import { secretPlace } from '../leads/endpoint-secrets.js';
import { hashPassword } from '../platform/passwords.js';
import { insertAbsence } from '../platform/queries/absences.js';
import { insertAudit } from '../platform/queries/audit.js';
import {
  calendars,
  commands,
  endpoints,
  endpointSecrets,
  flows,
  flowVersions,
  leads,
  memberships,
  outbox,
  proofs,
  skills,
  teams,
  users,
} from '../schema.js';
import type { SecretBox } from '../platform/secret-box.js';
import type { Derive } from './derive.js';
import type { DemoFlow, DemoLead, DemoOrg, DemoPerson } from './types.js';

interface Tools {
  derive: Derive;
  box: SecretBox;
  now: Date;
  /** Everybody's, where they have one password; left out: each has their own. */
  passwordHash?: string;
}

/** Writes an org that is not there yet: its people and rules first, then the leads, as intake would have. */
export async function writeOrg(tx: OrgTransaction, org: DemoOrg, tools: Tools): Promise<void> {
  const { orgId } = tx;
  for (const calendar of org.calendars) await tx.insert(calendars).values({ orgId, ...calendar });
  for (const person of org.people) await writePerson(tx, person, org.timeZone, tools);
  for (const { memberIds, ...team } of org.teams) {
    await tx.insert(teams).values({ orgId, ...team });
    await tx.insert(memberships).values(memberIds.map((userId) => ({ orgId, teamId: team.id, userId })));
  }
  for (const flow of org.flows) await writeFlow(tx, flow, tools.now);
  for (const { secret, ...endpoint } of org.endpoints) {
    await tx.insert(endpoints).values({ orgId, ...endpoint });
    const ciphertext = tools.box.encrypt(secret ?? tools.derive.secret(endpoint.id), secretPlace(orgId, endpoint.id));
    await tx.insert(endpointSecrets).values({ orgId, id: uuidv7(), endpointId: endpoint.id, ciphertext });
  }
  for (const lead of org.leads) await writeLead(tx, lead, tools.now);
}

/**
 * Adds those to a demo org who came to the demo after it was written: their log-ins are told at each start. They join no
 * team. Nobody is ever deleted, so who is not there was never there.
 */
export async function addNewPeople(tx: OrgTransaction, org: DemoOrg, tools: Tools): Promise<void> {
  const there = await tx.select({ id: users.id }).from(users).where(eq(users.orgId, tx.orgId));
  const known = new Set(there.map(({ id }) => id));
  for (const person of org.people) if (!known.has(person.id)) await writePerson(tx, person, org.timeZone, tools);
}

async function writePerson(
  tx: OrgTransaction,
  person: DemoPerson,
  timeZone: string,
  { derive, now, passwordHash: common }: Tools,
): Promise<void> {
  const { skills: known = {}, timeOff, ...values } = person;
  const passwordHash = common ?? (await hashPassword(derive.password(person.id)));
  await tx
    .insert(users)
    .values({ orgId: tx.orgId, ...values, emailFolded: foldEmail(values.email), passwordHash, createdAt: now });
  const levels = Object.entries(known).map(([skill, level]) => ({ orgId: tx.orgId, userId: person.id, skill, level }));
  if (levels.length > 0) await tx.insert(skills).values(levels);
  if (timeOff) {
    const zone = zoneOf(timeZone);
    const today = zone.dayOf(now.getTime());
    const midnight = (day: number): Date => new Date(zone.instantOf(day * DAY_MS));
    await insertAbsence(tx, {
      userId: person.id,
      cause: 'TIME_OFF',
      fromAt: midnight(today - 1),
      toAt: midnight(today + timeOff.days),
      reason: timeOff.reason,
      // There is nothing that they could have had by now.
      replan: false,
      now,
    });
  }
}

async function writeFlow(tx: OrgTransaction, flow: DemoFlow, now: Date): Promise<void> {
  const { publishedBy, definition, ...values } = flow;
  await tx
    .insert(flows)
    .values({ orgId: tx.orgId, ...values, draft: { ...definition }, publishedVersion: 1, active: true });
  await tx.insert(flowVersions).values({ orgId: tx.orgId, flowId: flow.id, version: 1, definition, publishedBy });
  await insertAudit(tx, {
    actor: { type: 'user', id: publishedBy },
    action: 'flow.published',
    entity: { type: 'flow', id: flow.id },
    after: { version: 1, definition },
    traceId: null,
    at: now,
  });
}

async function writeLead(tx: OrgTransaction, lead: DemoLead, now: Date): Promise<void> {
  const { ageSeconds, proof, command, ...values } = lead;
  const before = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);
  const receivedAt = before(ageSeconds);
  await tx.insert(leads).values({
    ...values,
    orgId: tx.orgId,
    emailRaw: lead.email,
    phoneRaw: lead.phone ?? null,
    receivedAt,
  });
  const tell = (
    actor: Actor,
    action: LeadAuditAction | PlatformAction,
    entity: { type: string; id: string },
    at: Date,
    after: unknown,
  ) => insertAudit(tx, { actor, action, entity, leadId: lead.id, after, traceId: null, at });
  const send = (topic: OutboxTopic, subjectId: string | null): PromiseLike<unknown> =>
    tx.insert(outbox).values({ orgId: tx.orgId, topic, leadId: lead.id, subjectId });

  const endpoint: Actor = { type: 'endpoint', id: lead.endpointId };
  await tell(endpoint, 'sales.lead.created', { type: 'lead', id: lead.id }, receivedAt, {
    source: lead.source,
    externalId: null,
    endpointId: lead.endpointId,
  });
  await send('LEAD_RECEIVED', null);
  if (proof) {
    const at = before(proof.ageSeconds);
    const id = uuidv7();
    await tx.insert(proofs).values({
      orgId: tx.orgId,
      id,
      leadId: lead.id,
      kind: proof.kind,
      occurredAt: at,
      receivedAt: at,
      actorType: 'user',
      actorId: proof.byId,
      note: proof.note,
    });
    await tell({ type: 'user', id: proof.byId }, 'proof.recorded', { type: 'proof', id }, at, {
      proofId: id,
      kind: proof.kind,
      occurredAt: at.toISOString(),
      externalId: null,
      reportedActor: null,
    });
    await send('PROOF_RECORDED', id);
  }
  if (command) {
    const id = uuidv7();
    await tx.insert(commands).values({
      orgId: tx.orgId,
      id,
      leadId: lead.id,
      // A version that knows of no end pauses until somebody resumes.
      request: { ...command.request, ...pauseEnd(command, now) },
      actorType: 'user',
      actorId: command.byId,
      requestedAt: before(command.ageSeconds),
    });
    await send('COMMAND_REQUESTED', id);
  }
}

const HOUR_MS = 60 * 60_000;

function pauseEnd({ endsInHours }: NonNullable<DemoLead['command']>, now: Date): { untilMs?: number } {
  if (endsInHours === undefined) return {};
  return { untilMs: (Math.floor(now.getTime() / HOUR_MS) + endsInHours) * HOUR_MS };
}
