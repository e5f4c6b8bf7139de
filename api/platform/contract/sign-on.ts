import { z } from 'zod';
import { ORG_ROLES } from '../../../domain/platform/access/roles.js';
import { may, PUBLIC } from '../../http/access.js';
import { id, idParams, ifMatch, instantOut, problem } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { SIGN_ON_PROBLEMS } from '../providers/problems.js';
import { TRIAL_STEPS } from '../providers/steps.js';
import { signedIn } from './bodies/session.js';
import { signOnDomain, signOnFinish, signOnSettings, signOnStart, signOnTrial } from './bodies/sign-on.js';

const signOnProblem = z.enum(SIGN_ON_PROBLEMS);
const down = { schema: problem, description: 'The provider does not answer; all other ways to sign in go on' };

export const startSignOn = contract({
  operationId: 'startSingleSignOn',
  method: 'post',
  path: '/api/auth/sso/start',
  summary: 'Begin to sign in by the provider of an organisation',
  description:
    'OpenID Connect: code flow with PKCE, bound to this browser by its cookie for ten minutes. Where nothing leads to a single sign-on ' +
    'the answer is the same, whatever the reason.',
  tags: ['auth'],
  access: PUBLIC,
  body: signOnStart,
  responses: {
    200: z.object({ url: z.string().meta({ description: 'Where the browser goes.' }) }),
    404: { schema: problem, description: 'Nothing leads to a single sign-on' },
    503: down,
  },
  responseHeaders: { 'Set-Cookie': 'Binds the sign-in to this browser.' },
});

export const finishSignOn = contract({
  operationId: 'finishSingleSignOn',
  method: 'post',
  path: '/api/auth/sso/finish',
  summary: 'Sign in with what the provider sent back',
  tags: ['auth'],
  access: PUBLIC,
  body: signOnFinish,
  responses: {
    200: signedIn,
    401: { schema: problem, description: 'Begun in another browser, used already, or too old' },
    403: { schema: problem, description: 'The provider or the organisation does not let the person in' },
    503: down,
  },
});

const settings = z
  .object({
    issuer: z.string(),
    clientId: z.string(),
    active: z.boolean(),
    domains: z.array(
      z.object({
        domain: z.string(),
        provedAt: instantOut
          .nullable()
          .meta({ description: 'When its DNS named this organisation. Null: it has not.' }),
      }),
    ),
    trustsEmail: z.boolean(),
    justInTime: z.boolean(),
    defaultRole: z.enum(ORG_ROLES).nullable(),
    roleClaim: z.string().nullable(),
    roles: z.array(z.object({ value: z.string(), role: z.enum(ORG_ROLES) })),
    adminByClaim: z.boolean(),
    teamClaim: z.string().nullable(),
    teams: z.array(z.object({ value: z.string(), teamId: id })),
    required: z.boolean(),
    breakGlassId: id.nullable(),
    revision: z.int(),
    changedAt: instantOut,
    usedAt: instantOut.nullable().meta({ description: 'When somebody last signed in by it.' }),
    problem: signOnProblem
      .nullable()
      .meta({ description: 'What the provider last failed by, since it was last used.' }),
    problemAt: instantOut.nullable(),
  })
  .meta({ id: 'SingleSignOn' });

const shown = z
  .object({
    settings: settings.nullable().meta({ description: 'Null: it was never set up.' }),
    redirectUri: z.string().meta({ description: 'As the provider must know it.' }),
    signInLink: z.string().meta({ description: 'Where its people begin without typing anything.' }),
    domainProof: z
      .string()
      .meta({ description: "A TXT record of a domain's DNS that shows it to be the organisation's." }),
    provesDomains: z
      .boolean()
      .meta({ description: 'False: this is the only organisation here, and its domains lead to it without proof.' }),
    keepers: z.array(z.object({ id, name: z.string() })).meta({
      description: 'Administrators with a password: one of them can keep it where single sign-on is required.',
    }),
    people: z
      .array(z.object({ id, name: z.string(), usedAt: instantOut }))
      .meta({ description: 'Who is known to the provider, and when they last signed in by it.' }),
  })
  .meta({ id: 'SingleSignOnShown' });

const etag = { ETag: 'The revision, for If-Match.' };

export const getSignOn = contract({
  operationId: 'getSingleSignOn',
  method: 'get',
  path: '/api/single-sign-on',
  summary: 'The single sign-on of the organisation',
  description: 'The client secret is never shown.',
  tags: ['single sign-on'],
  access: may('sign_on.read'),
  responses: { 200: shown },
  responseHeaders: etag,
});

export const putSignOn = contract({
  operationId: 'setSingleSignOn',
  method: 'put',
  path: '/api/single-sign-on',
  summary: 'Set up single sign-on',
  description: 'Whoever is signed in stays so. `If-Match` is needed once it was set up.',
  tags: ['single sign-on'],
  access: may('sign_on.administer'),
  headers: ifMatch,
  body: signOnSettings,
  responses: { 200: shown },
  responseHeaders: etag,
  errors: [412, 428],
});

export const trySignOn = contract({
  operationId: 'trySingleSignOn',
  method: 'post',
  path: '/api/single-sign-on/try',
  summary: 'Ask a provider, and tell how far that came',
  description:
    'Nothing is changed. The secret that is kept is sent only where issuer and client are those it was given for.',
  tags: ['single sign-on'],
  access: may('sign_on.administer'),
  withoutKey: 'CHANGES_NOTHING',
  body: signOnTrial,
  responses: {
    200: z
      .object({
        steps: z.array(
          z.object({
            step: z.enum(TRIAL_STEPS),
            outcome: z.enum(['DONE', 'FAILED', 'UNKNOWN']),
            problem: signOnProblem.nullable(),
          }),
        ),
      })
      .meta({ id: 'SingleSignOnTried' }),
  },
});

export const proveDomain = contract({
  operationId: 'proveSignOnDomain',
  method: 'post',
  path: '/api/single-sign-on/prove-domain',
  summary: 'Look for the proof of a domain in its DNS',
  description: 'A domain whose DNS does not have it (any more) leads nobody here.',
  tags: ['single sign-on'],
  entity: 'domain',
  access: may('sign_on.administer'),
  body: signOnDomain,
  responses: {
    200: z.object({ domain: z.string(), provedAt: instantOut.nullable() }),
    404: { schema: problem, description: 'The organisation has no such domain' },
    503: { schema: problem, description: 'The DNS does not answer' },
  },
});

export const releaseIdentity = contract({
  operationId: 'releaseIdentity',
  method: 'delete',
  path: '/api/single-sign-on/people/{id}',
  summary: 'Let go of who somebody is at the provider',
  description: 'Their next sign-in binds them anew, by their e-mail.',
  tags: ['single sign-on'],
  entity: 'person',
  access: may('sign_on.administer'),
  params: idParams,
  responses: { 204: null },
});
