import { z } from 'zod';
import { canonicalLocale } from '../../../../domain/engine/conditions/number.js';
import { ENDPOINT_KINDS } from '../../../../domain/leads/proofs/reach.js';
import { ADAPTER_NAMES } from '../../../../domain/leads/vocabulary/adapters.js';
import { MAPPING_TARGETS, MOST_MAPPED } from '../../../../domain/leads/vocabulary/mapping-targets.js';
import { labelOf } from '../../../../domain/platform/text/label.js';
import { givenId, label } from '../../../http/fields.js';
import { overlapOf } from '../../../platform/contract/bodies/overlap.js';

export const adapter = z.enum(ADAPTER_NAMES);

export const kind = z.enum(ENDPOINT_KINDS).meta({
  description:
    "`FORM`: the org's own form or ad account. `CRM`: the org's own CRM. `PARTNER`: somebody else's. It says whose leads its " +
    'proofs reach where `proofsFor` does not.',
});

export const proofsFor = z.union([z.enum(['OWN', 'ALL']), z.array(givenId).max(100)]).meta({
  description:
    "Whose leads its proofs reach, besides its own: no others (`OWN`, as for `FORM` and `PARTNER`); all of the org but partners' " +
    '(`ALL`, as for `CRM`), those taken in by hand or by API key among them; or those of the endpoints with these ids. A lead ' +
    'that they do not reach is an unknown one.',
});

export const quotaPerMinute = z
  .int('Give a whole number.')
  .min(1, 'Give at least 1.')
  .max(1_000_000, 'Give at most 1,000,000.');

const sourceIn = z
  .string()
  .overwrite((text) => labelOf(text) ?? '')
  .min(1, 'Give a name.')
  .max(100, 'Give at most 100 characters.');

const secretIn = z
  .string()
  .trim()
  .min(16, 'Give at least 16 characters.')
  .max(4000, 'Give at most 4,000 characters.')
  .optional()
  .meta({
    description:
      "A secret that the provider gave you (Facebook's app secret, HighLevel's public key in PEM or " +
      '`ghl-location:<id>`). Without it one is made.',
  });

/** A language as BCP 47 names it, in its canonical form. */
const localeIn = z
  .string()
  .trim()
  .max(64)
  .transform((tag, ctx) => {
    const locale = canonicalLocale(tag);
    if (locale !== null) return locale;
    ctx.addIssue({ code: 'custom', message: 'Give a language as BCP 47 names it, such as ro, de-CH or en-US.' });
    return z.NEVER;
  })
  .meta({ override: { type: 'string', example: 'ro' } });

/** A mapping as an admin writes it. */
export const mappingSchema = z
  .record(z.string().trim().min(1).max(300), z.enum(MAPPING_TARGETS))
  .refine((mapping) => Object.keys(mapping).length <= MOST_MAPPED, `At most ${MOST_MAPPED} questions.`)
  .meta({
    description:
      'Which question or field is which of ours, by its id, ref, title or name; it wins over what would be guessed. ' +
      '`ignore`: it stays an attribute, whatever it looks like.',
    example: { 'How do we reach you?': 'phone', landlord_phone: 'ignore' },
  });

export const newEndpointBody = z
  .strictObject({
    name: label,
    source: sourceIn,
    adapter,
    flowId: givenId.nullish(),
    mapping: mappingSchema.optional(),
    kind: kind.optional().meta({ description: 'Without it `CRM` for the adapter `gohighlevel`, else `FORM`.' }),
    proofsFor: proofsFor.nullish().meta({ description: 'Null, as without it: what `kind` says.' }),
    locale: localeIn.nullish(),
    quotaPerMinute: quotaPerMinute.nullish(),
    secret: secretIn,
  })
  .meta({ id: 'NewEndpoint', example: { name: 'Website form', source: 'web', adapter: 'standard' } });

export const endpointChange = z
  .strictObject({
    name: label.optional(),
    source: sourceIn.optional(),
    flowId: givenId.nullable().optional(),
    mapping: mappingSchema.optional(),
    kind: kind.optional(),
    proofsFor: proofsFor.nullish().meta({ description: 'Null: what `kind` says.' }),
    locale: localeIn.nullable().optional(),
    quotaPerMinute: quotaPerMinute.nullish().meta({ description: 'Null: as many as the installation allows.' }),
    switchedOff: z.boolean().optional().meta({
      description:
        '`true`: its deliveries are answered 403 and nothing of them is kept. Leads that came stay, and their clocks go on.',
    }),
  })
  .refine((body) => Object.keys(body).length > 0, 'Name at least one field to change.');

export const rotation = z
  .strictObject({ overlap: overlapOf('How long the secrets before it stay good.'), secret: secretIn })
  .prefault({});
