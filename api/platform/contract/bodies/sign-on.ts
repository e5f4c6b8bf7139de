import { z } from 'zod';
import { ORG_ROLES } from '../../../../domain/platform/access/roles.js';
import { domainNameOf, isEverybodys } from '../../../../domain/platform/access/sign-on.js';
import { givenId } from '../../../http/fields.js';

const unique = <T>(values: T[]): boolean => new Set(values).size === values.length;

const role = z.enum(ORG_ROLES);
const value = z.string().trim().min(1, 'Give a value.').max(255);
const claim = z
  .string()
  .trim()
  .max(200)
  .transform((text) => (text === '' ? null : text))
  .nullable()
  .meta({
    description: 'Its name, or its place with dots: `realm_access.roles`. Null: there is none.',
    example: 'groups',
  });

const domain = z
  .string()
  .max(260)
  .refine((text) => domainNameOf(text) !== null, 'Give a domain, such as example.com.')
  .refine(
    (text) => !isEverybodys(domainNameOf(text) ?? ''),
    'Anybody can have an address there: it is no company’s domain.',
  )
  .overwrite((text) => domainNameOf(text) ?? text);

const issuer = z.string().trim().min(1, 'Give the address of the provider.').max(2_000);
const clientId = z.string().trim().min(1, 'Give the client id.').max(500);
const clientSecret = z.string().min(1, 'Give the client secret.').max(2_000);

/** All that is set up of an organisation's single sign-on. */
export const signOnSettings = z
  .strictObject({
    issuer: issuer.meta({ description: 'As the provider calls itself; the address of its metadata is shortened.' }),
    clientId,
    clientSecret: clientSecret.optional().meta({
      description:
        'Left out: it stays. Needed where issuer or client are others: it goes to no other than it was given for.',
    }),
    active: z.boolean(),
    domains: z.array(domain).max(50).refine(unique, 'Name each domain once.'),
    trustsEmail: z.boolean().meta({
      description:
        'The provider does not send `email_verified`, and its e-mails are verified all the same. That it is false always counts.',
    }),
    justInTime: z.boolean().meta({ description: 'Who is new is made at their first sign-in.' }),
    defaultRole: role.nullable().meta({ description: 'Of whom no claim says what they are. Null: they stay out.' }),
    roleClaim: claim,
    roles: z.array(z.strictObject({ value, role })).max(100).meta({ description: 'The first that fits counts.' }),
    adminByClaim: z.boolean().meta({ description: 'Claims make and unmake administrators, too.' }),
    teamClaim: claim,
    teams: z
      .array(z.strictObject({ value, teamId: givenId }))
      .max(200)
      .meta({ description: 'Teams that are not named here are left as they are.' }),
    required: z.boolean().meta({ description: 'Nobody comes in by another way, but the one who is named.' }),
    breakGlassId: givenId
      .nullable()
      .meta({ description: 'The administrator who keeps a password, for when the provider fails.' }),
  })
  .meta({ id: 'SingleSignOnSettings' });

/** What is tried: as it is typed, or as it is kept. */
export const signOnTrial = z
  .strictObject({ issuer, clientId, clientSecret: clientSecret.optional() })
  .meta({ id: 'SingleSignOnTrial' });

export const signOnDomain = z.strictObject({ domain });

/** Who wants to sign in: by their e-mail, or by the link of their organisation. */
export const signOnStart = z
  .strictObject({
    email: z.string().trim().min(1, 'Give your e-mail address.').max(320).optional(),
    organisationId: givenId.optional(),
  })
  .refine(({ email, organisationId }) => (email === undefined) !== (organisationId === undefined), {
    message: 'Give your e-mail address, or the organisation.',
    path: ['email'],
  })
  .meta({ example: { email: 'ana@example.com' } });

/** What the provider sent the person back with. */
export const signOnFinish = z.strictObject({
  state: z.string().min(1).max(500),
  code: z.string().min(1).max(10_000).optional(),
  error: z.string().min(1).max(200).optional(),
  iss: z.string().min(1).max(2_000).optional(),
});
