import { z } from 'zod';
import { label } from '../../../http/fields.js';
import { foldCode } from '../../../../domain/platform/access/factors.js';

/** Of an app that makes codes: people read them in two halves. */
const totpCode = z
  .string()
  .overwrite((text) => text.replace(/\s+/g, ''))
  .regex(/^\d{6}$/, 'Give the six digits that the app shows.')
  .meta({ example: '123456' });

const recoveryCode = z
  .string()
  .max(100)
  .refine((text) => foldCode(text) !== null, 'Give one of your recovery codes: 16 letters and digits.')
  .meta({ example: '7K2M-01AB-CDEF-GHJK' });

/** As a browser answers it: its parts are the browser's matter, and are verified as a whole. */
export const passkeyAnswer = z
  .looseObject({
    id: z.string().min(1).max(2_000),
    type: z.literal('public-key'),
    response: z.looseObject({}),
  })
  .meta({ description: 'What `navigator.credentials` answered, as JSON.' });

const challenge = z.string().min(1).max(200).meta({ description: 'As it was given.' });

/** By exactly one of these somebody shows who they are. */
const one = (given: object): boolean => Object.values(given).filter((value) => value !== undefined).length === 1;

export const factorAnswer = z
  .strictObject({
    challenge,
    code: totpCode.optional(),
    recoveryCode: recoveryCode.optional(),
    passkey: passkeyAnswer.optional(),
  })
  .refine(({ challenge: _, ...given }) => one(given), 'Give one of code, recoveryCode and passkey.')
  .meta({ id: 'FactorAnswer' });

export const passkeySignIn = z.strictObject({ challenge, passkey: passkeyAnswer });

export const proof = z
  .strictObject({
    password: z.string().min(1).max(1_000).optional(),
    code: totpCode.optional(),
    challenge: challenge.optional(),
    passkey: passkeyAnswer.optional(),
  })
  .refine(({ challenge: _, ...given }) => one(given), 'Give one of password, code and passkey.')
  .refine(({ challenge: asked, passkey }) => passkey === undefined || asked !== undefined, {
    path: ['challenge'],
    message: 'Give the challenge that the passkey answers.',
  })
  .meta({ id: 'Proof' });

export const totpConfirmation = z.strictObject({ code: totpCode });
export const newPasskey = z.strictObject({ challenge, name: label, passkey: passkeyAnswer });
export const passkeyChange = z.strictObject({ name: label });
