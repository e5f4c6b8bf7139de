import { MOST_TAGS } from '../../../domain/leads/lead/tags.js';
import { z } from 'zod';
import { normaliseEmail, normalisePhone } from '../../http/contact.js';
import { oneLine, oneWord } from '../../../domain/platform/text/clean.js';
import { intakeNote, type IntakeNote } from '../../../domain/leads/lead/intake-notes.js';
import { isReachable } from '../../../domain/leads/lead/reachable.js';
import { instant } from '../../http/instants.js';
import { zodIssues, type Issue } from '../../http/issues.js';
import { storageIssues } from '../../http/storable.js';
import type { Mapping } from './recognition/mapping.js';
import type { Reading } from './recognition/recognise.js';

/** What every intake adapter makes of what it was sent: the one shape that the rest of Pinggo sees. */
export interface NormalisedLead {
  externalId: string | null;
  name: string | null;
  /** Lower-cased and valid, or null. */
  email: string | null;
  /** As it was sent. */
  emailRaw: string | null;
  /** E.164, or null when what was sent could not be read as a number: then `phoneRaw` has it. */
  phone: string | null;
  /** Of `phone`, where one was given. */
  phoneExtension: string | null;
  /** As it was sent. */
  phoneRaw: string | null;
  message: string | null;
  /** What the sender says; null: the endpoint's own source name. */
  source: string | null;
  tags: string[];
  attributes: Record<string, unknown>;
  consents: { email?: boolean | undefined; sms?: boolean | undefined; whatsapp?: boolean | undefined };
  /** ISO 8601 UTC. */
  occurredAt: string | null;
  language: string | null;
  /** ISO 3166-1 alpha-2: as sent, else that of the phone number. */
  country: string | null;
  /** How it was read, where that is not plain. */
  intakeNotes: IntakeNote[];
}

export interface ParseContext {
  /** ISO 3166-1 alpha-2: how to read phone numbers without a country prefix. */
  defaultCountry?: string | undefined;
  /** The endpoint's own word on which question is what. */
  mapping?: Mapping | undefined;
  /** Is told what each question and field was taken for. */
  onRead?: ((readings: Reading[]) => void) | undefined;
}

/** `draft`: what could be read of what is no lead as it came. */
export type LeadResult = { ok: true; lead: NormalisedLead } | { ok: false; issues: Issue[]; draft?: NormalisedLead };

export const LIMITS = {
  externalId: 200,
  name: 200,
  email: 320,
  phone: 64,
  message: 10_000,
  source: 100,
  tag: 64,
  tags: MOST_TAGS,
  attributesBytes: 32 * 1024,
} as const;

/** The bytes that a value takes as JSON. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

/** `POST /api/intake/webhook/{endpointId}` with adapter `standard`: the intake body of the HTTP contract. */
export const standardLeadBody = z
  .strictObject({
    externalId: z.string().min(1).max(LIMITS.externalId).optional().meta({
      description:
        "The lead's id at the sender. A second one with the same externalId, of the same endpoint, is the same lead.",
      example: 'crm-991',
    }),
    name: z.string().max(LIMITS.name).optional().meta({ example: 'Ana Pop' }),
    email: z
      .string()
      .max(LIMITS.email)
      .refine((text) => normaliseEmail(text) !== null, { error: 'This is not an e-mail address.' })
      .optional()
      .meta({ description: 'At least one of email and phone.', example: 'ana@example.com' }),
    phone: z.string().min(1).max(LIMITS.phone).optional().meta({
      description:
        'With the country prefix. One that cannot be read is refused when it is the only contact, else kept as text.',
      example: '+40 722 123 456',
    }),
    message: z.string().max(LIMITS.message).optional(),
    source: z.string().max(LIMITS.source).optional().meta({ example: 'facebook' }),
    tags: z
      .array(z.string().min(1).max(LIMITS.tag))
      .max(LIMITS.tags)
      .optional()
      .meta({ example: ['vip'] }),
    attributes: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({
        description: 'Anything else that is known, at most 32 KiB as JSON.',
        example: { budget: 12000, city: 'Cluj' },
      }),
    consents: z
      .strictObject({ email: z.boolean().optional(), sms: z.boolean().optional(), whatsapp: z.boolean().optional() })
      .optional(),
    occurredAt: instant.optional().meta({ description: 'When the person asked.' }),
  })
  .superRefine((body, ctx) => {
    for (const issue of storageIssues(body)) {
      ctx.addIssue({ code: 'custom', path: issue.path.split('.'), message: issue.message });
    }
    if (body.email === undefined && body.phone === undefined) {
      ctx.addIssue({ code: 'custom', path: ['email'], message: 'Give at least one of email and phone.' });
    }
    if (body.attributes && jsonBytes(body.attributes) > LIMITS.attributesBytes) {
      ctx.addIssue({ code: 'custom', path: ['attributes'], message: 'At most 32 KiB as JSON.' });
    }
  })
  .meta({
    id: 'IntakeLead',
    description: 'A lead, as a source posts it. At least one of email and phone; unknown fields are refused.',
  });

export type StandardLeadBody = z.infer<typeof standardLeadBody>;

/** Reads an intake body of the adapter `standard`. */
export function parseStandardLead(json: unknown, ctx: ParseContext = {}): LeadResult {
  const parsed = standardLeadBody.safeParse(json);
  return parsed.success ? normaliseStandardLead(parsed.data, ctx) : { ok: false, issues: zodIssues(parsed.error) };
}

/**
 * A valid body as a lead. An e-mail address is either valid or was refused by the schema, with its path. A phone that
 * cannot be read is refused when it is the only contact; beside a valid e-mail the lead is taken, with `phone` null and
 * the text as it came in `phoneRaw`: a typo must not cost the lead, and nothing that was sent is lost.
 */
export function normaliseStandardLead(body: StandardLeadBody, ctx: ParseContext = {}): LeadResult {
  const email = body.email === undefined ? null : normaliseEmail(body.email);
  const phone = body.phone === undefined ? null : normalisePhone(body.phone, ctx.defaultCountry);
  if (!isReachable({ email, phone })) {
    const hint = ctx.defaultCountry ? '' : ' Give it with its country prefix, such as +40 722 123 456.';
    const message = `This is not a phone number, and there is no e-mail address to use instead.${hint}`;
    return { ok: false, issues: [{ path: 'phone', message }] };
  }
  return {
    ok: true,
    lead: {
      externalId: oneWord(body.externalId ?? '') || null,
      name: oneLine(body.name ?? '') || null,
      email,
      emailRaw: body.email ?? null,
      phone: phone?.e164 ?? null,
      phoneExtension: phone?.extension ?? null,
      phoneRaw: body.phone ?? null,
      message: textOrNull(body.message),
      source: oneLine(body.source ?? '') || null,
      tags: uniqueTags(body.tags ?? []),
      attributes: body.attributes ?? {},
      consents: body.consents ?? {},
      occurredAt: body.occurredAt ?? null,
      language: null,
      country: phone?.country ?? null,
      intakeNotes:
        phone === null && body.phone !== undefined ? [intakeNote('phone', 'NOT_USABLE', { text: body.phone })] : [],
    },
  };
}

/** Tags in one line each, without empty ones and repetitions, in their order. */
export function uniqueTags(tags: readonly string[]): string[] {
  return [...new Set(tags.map(oneLine).filter((tag) => tag !== ''))];
}

function textOrNull(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
