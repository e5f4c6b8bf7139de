import { z } from 'zod';
import { canonicalLocale } from '../../../domain/engine/conditions/number.js';
import { parseDuration } from '../../../domain/engine/time/duration.js';
import { may } from '../../http/access.js';
import { labelOf } from '../../../domain/platform/text/label.js';
import { ENDPOINT_KINDS } from '../../../domain/leads/proofs/reach.js';
import { ADAPTER_NAMES } from '../intake/adapters/index.js';
import { MAPPING_TARGETS, mappingSchema } from '../intake/recognition/mapping.js';
import { contract } from '../../http/route.js';
import { givenId, id, idParams, instantOut, label, listQuery, page } from '../../http/contract.js';

const MOST_OVERLAP_MS = 30 * 24 * 60 * 60 * 1000;
const adapter = z.enum(ADAPTER_NAMES);

const kind = z.enum(ENDPOINT_KINDS).meta({
  description:
    "`FORM`: the org's own form or ad account. `CRM`: the org's own CRM. `PARTNER`: somebody else's. It says whose leads its " +
    'proofs reach where `proofsFor` does not.',
});
const proofsFor = z.union([z.enum(['OWN', 'ALL']), z.array(givenId).max(100)]).meta({
  description:
    "Whose leads its proofs reach, besides its own: no others (`OWN`, as for `FORM` and `PARTNER`); all of the org but partners' " +
    '(`ALL`, as for `CRM`), those taken in by hand or by API key among them; or those of the endpoints with these ids. A lead ' +
    'that they do not reach is an unknown one.',
});

const quotaPerMinute = z.int().min(1).max(1_000_000);

const fields = {
  id,
  name: z.string(),
  source: z.string().meta({ description: 'The source of its leads when their body names none.' }),
  adapter,
  flowId: id.nullable().meta({ description: 'Null: the active flow of highest priority that matches.' }),
  mapping: z.record(z.string(), z.enum(MAPPING_TARGETS)).meta({
    description: 'Which question or field is which of ours; it wins over what would be guessed.',
  }),
  kind,
  proofsFor,
  locale: z.string().nullable().meta({
    description:
      'BCP 47: how numbers in texts of its leads are written (`12.500` is 12500 in `ro`, ambiguous in `en`). Null: as the org writes them.',
    example: 'ro',
  }),
  quotaPerMinute: quotaPerMinute.nullable().meta({
    description:
      'How many signed deliveries a minute it may make, leads and proofs together, and as many at once; what is more is ' +
      'answered 429 with `Retry-After`. Null: as many as the installation allows (`INTAKE_QUOTA_PER_MINUTE`).',
    example: 600,
  }),
  createdAt: instantOut,
};
const endpoint = z.object(fields).meta({ id: 'Endpoint' });

const sourceIn = z
  .string()
  .overwrite((text) => labelOf(text) ?? '')
  .min(1, 'Give a name.')
  .max(100);
const secretOut = z
  .string()
  .meta({ description: 'This is the only time that it is shown.', example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' });
const secretIn = z
  .string()
  .trim()
  .min(16, 'Give at least 16 characters.')
  .max(4000)
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

/** An overlap as milliseconds. */
const overlap = z
  .string()
  .max(64)
  .default('PT24H')
  .transform((text, ctx) => {
    try {
      const ms = parseDuration(text);
      if (ms >= 0 && ms <= MOST_OVERLAP_MS) return ms;
      ctx.addIssue({ code: 'custom', message: 'Give PT0S to P30D.' });
    } catch (error) {
      ctx.addIssue({ code: 'custom', message: (error as Error).message });
    }
    return z.NEVER;
  })
  .meta({
    description: 'How long the secrets before it stay good.',
    override: { type: 'string', format: 'duration', default: 'PT24H' },
  });

const secret = z
  .object({
    id,
    createdAt: instantOut,
    expireAt: instantOut.nullable(),
    revokedAt: instantOut.nullable(),
    active: z.boolean(),
  })
  .meta({ id: 'EndpointSecret' });

const common = { tags: ['endpoints'], entity: 'endpoint' } as const;

export const listEndpoints = contract({
  operationId: 'listEndpoints',
  ...common,
  method: 'get',
  path: '/api/endpoints',
  summary: 'Places where leads come in',
  access: may('endpoints.read'),
  query: listQuery,
  responses: { 200: page(endpoint) },
});

export const getEndpoint = contract({
  operationId: 'getEndpoint',
  ...common,
  method: 'get',
  path: '/api/endpoints/{id}',
  summary: 'One endpoint',
  access: may('endpoints.read'),
  params: idParams,
  responses: { 200: endpoint },
});

export const createEndpoint = contract({
  operationId: 'createEndpoint',
  ...common,
  method: 'post',
  path: '/api/endpoints',
  summary: 'Add an endpoint, with its first secret',
  access: may('endpoints.administer'),
  body: z
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
    .meta({ id: 'NewEndpoint', example: { name: 'Website form', source: 'web', adapter: 'standard' } }),
  responses: { 201: z.object({ ...fields, secret: secretOut }).meta({ id: 'EndpointWithSecret' }) },
});

export const changeEndpoint = contract({
  operationId: 'changeEndpoint',
  ...common,
  method: 'patch',
  path: '/api/endpoints/{id}',
  summary: 'Change an endpoint, for what comes from now on',
  description: 'What is left out stays. `mapping` and `proofsFor` are replaced as a whole.',
  access: may('endpoints.administer'),
  params: idParams,
  body: z
    .strictObject({
      name: label.optional(),
      source: sourceIn.optional(),
      flowId: givenId.nullable().optional(),
      mapping: mappingSchema.optional(),
      kind: kind.optional(),
      proofsFor: proofsFor.nullish().meta({ description: 'Null: what `kind` says.' }),
      locale: localeIn.nullable().optional(),
      quotaPerMinute: quotaPerMinute.nullish().meta({ description: 'Null: as many as the installation allows.' }),
    })
    .refine((body) => Object.keys(body).length > 0, 'Name at least one field to change.'),
  responses: { 200: endpoint },
});

export const listSecrets = contract({
  operationId: 'listEndpointSecrets',
  ...common,
  method: 'get',
  path: '/api/endpoints/{id}/secrets',
  summary: 'Its secrets, without their values',
  access: may('secrets.read'),
  params: idParams,
  query: listQuery,
  responses: { 200: page(secret) },
});

export const rotateSecret = contract({
  operationId: 'rotateEndpointSecret',
  ...common,
  method: 'post',
  path: '/api/endpoints/{id}/secrets',
  summary: 'Rotate: a new secret, and an end for those before it',
  access: may('endpoints.administer'),
  params: idParams,
  body: z.strictObject({ overlap, secret: secretIn }).prefault({}),
  responses: {
    201: z.object({
      id,
      secret: secretOut,
      previousExpireAt: instantOut
        .nullable()
        .meta({ description: 'When the last of those before it ends; null: there was none.' }),
    }),
  },
});

export const revokeSecret = contract({
  operationId: 'revokeEndpointSecret',
  ...common,
  method: 'delete',
  path: '/api/endpoints/{id}/secrets/{secretId}',
  summary: 'Revoke a secret, at once',
  access: may('endpoints.administer'),
  entity: 'secret',
  params: z.object({ id: givenId, secretId: givenId }),
  responses: { 204: null },
});
