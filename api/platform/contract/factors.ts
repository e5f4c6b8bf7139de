import { z } from 'zod';
import { may } from '../../http/access.js';
import { id, idParams, instantOut, problem } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { newPasskey, passkeyChange, proof, totpConfirmation } from './bodies/factors.js';
import { passkeyOptions } from './bodies/session.js';

const common = { tags: ['me'], access: may('factors.own') } as const;
const PROVED = ' It asks that one showed who one is within five minutes: else 409 with the code `PROOF_NEEDED`.';

const codes = z
  .array(z.string())
  .meta({ description: 'Each works once. They are shown once.', example: ['7K2M-01AB-CDEF-GHJK'] });
const added = z
  .object({ recoveryCodes: codes.nullable().meta({ description: 'Null: there are some already.' }) })
  .meta({ id: 'FactorAdded' });

const passkey = z
  .object({ id, name: z.string(), createdAt: instantOut, lastUsedAt: instantOut.nullable() })
  .meta({ id: 'Passkey' });

export const getFactors = contract({
  operationId: 'getOwnFactors',
  ...common,
  method: 'get',
  path: '/api/me/factors',
  summary: 'One’s second factors',
  responses: {
    200: z
      .object({
        totp: z
          .object({ createdAt: instantOut, lastUsedAt: instantOut.nullable() })
          .nullable()
          .meta({ description: 'An app that makes codes. Null: there is none.' }),
        passkeys: z.array(passkey),
        recoveryCodesLeft: z.int(),
        mustHaveOne: z.boolean().meta({ description: 'The org asks for one: the last cannot be taken away.' }),
        hasPassword: z.boolean(),
        provedUntil: instantOut.nullable().meta({ description: 'Until then nobody asks once more who one is.' }),
      })
      .meta({ id: 'OwnFactors' }),
  },
});

export const beginTotp = contract({
  operationId: 'beginTotp',
  withoutKey: 'SECRETS_OF_A_PERSON',
  ...common,
  method: 'post',
  path: '/api/me/factors/totp',
  summary: 'Begin to set up an app that makes codes',
  description: `It counts for nothing before it is confirmed by a code; what was begun before is forgotten.${PROVED}`,
  responses: {
    200: z
      .object({
        secret: z.string().meta({ description: 'base32, to be typed. It is shown once.' }),
        uri: z.string().meta({ description: '`otpauth://…`, as a picture to be scanned.' }),
      })
      .meta({ id: 'TotpSetup' }),
  },
  errors: [409],
});

export const confirmTotp = contract({
  operationId: 'confirmTotp',
  withoutKey: 'SECRETS_OF_A_PERSON',
  ...common,
  method: 'post',
  path: '/api/me/factors/totp/confirm',
  summary: 'Confirm the app by a code: from now on it counts',
  description: `The first factor brings ten recovery codes.${PROVED}`,
  body: totpConfirmation,
  responses: { 200: added },
  errors: [409],
});

export const removeTotp = contract({
  operationId: 'removeTotp',
  ...common,
  method: 'delete',
  path: '/api/me/factors/totp',
  summary: 'Take the app that makes codes away',
  description: `With the last factor the recovery codes go, too.${PROVED}`,
  responses: { 204: null },
  errors: [409],
});

export const beginPasskey = contract({
  operationId: 'beginPasskey',
  withoutKey: 'SECRETS_OF_A_PERSON',
  ...common,
  method: 'post',
  path: '/api/me/factors/passkeys/options',
  summary: 'Begin to set up a passkey',
  description: `What the browser makes one by, for five minutes.${PROVED}`,
  responses: { 200: z.object({ challenge: z.string(), options: passkeyOptions }).meta({ id: 'PasskeyBegun' }) },
  errors: [409],
});

export const addPasskey = contract({
  operationId: 'addPasskey',
  withoutKey: 'SECRETS_OF_A_PERSON',
  ...common,
  method: 'post',
  path: '/api/me/factors/passkeys',
  summary: 'Set up the passkey that the browser made',
  description: `The first factor brings ten recovery codes.${PROVED}`,
  body: newPasskey,
  responses: { 201: added.extend({ passkey }).meta({ id: 'PasskeyAdded' }) },
  errors: [409],
});

export const renamePasskey = contract({
  operationId: 'renamePasskey',
  ...common,
  method: 'patch',
  path: '/api/me/factors/passkeys/{id}',
  summary: 'Call a passkey something else',
  entity: 'passkey',
  params: idParams,
  body: passkeyChange,
  responses: { 204: null },
});

export const removePasskey = contract({
  operationId: 'removePasskey',
  ...common,
  method: 'delete',
  path: '/api/me/factors/passkeys/{id}',
  summary: 'Take a passkey away',
  description: `With the last factor the recovery codes go, too.${PROVED}`,
  entity: 'passkey',
  params: idParams,
  responses: { 204: null },
  errors: [409],
});

export const makeRecoveryCodes = contract({
  operationId: 'makeRecoveryCodes',
  withoutKey: 'SECRETS_OF_A_PERSON',
  ...common,
  method: 'post',
  path: '/api/me/factors/recovery-codes',
  summary: 'Make ten new recovery codes in the place of those that there are',
  description: PROVED.trim(),
  responses: { 200: z.object({ recoveryCodes: codes }).meta({ id: 'RecoveryCodes' }) },
  errors: [409],
});

export const askProof = contract({
  operationId: 'askProof',
  withoutKey: 'SECRETS_OF_A_PERSON',
  ...common,
  method: 'post',
  path: '/api/me/proof/options',
  summary: 'Begin to show by a passkey who one is',
  responses: { 200: z.object({ challenge: z.string(), options: passkeyOptions }).meta({ id: 'ProofAsked' }) },
  errors: [409],
});

export const giveProof = contract({
  operationId: 'giveProof',
  withoutKey: 'SECRETS_OF_A_PERSON',
  ...common,
  method: 'post',
  path: '/api/me/proof',
  summary: 'Show once more who one is, for the next five minutes',
  description: 'By the password, a code of the app or a passkey. What fails is held up as log-ins are.',
  body: proof,
  responses: {
    200: z.object({ provedUntil: instantOut }).meta({ id: 'Proved' }),
    401: { schema: problem, description: 'Not the credentials of a session, or what was given is wrong' },
  },
  errors: [409],
});
