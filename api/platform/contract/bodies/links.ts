import { z } from 'zod';
import { LINK_PURPOSES } from '../../../../domain/platform/access/links.js';
import { READ_LANGUAGES } from '../../../../domain/platform/text/read-languages.js';
import { label } from '../../../http/fields.js';
import { chosenPassword, givenPassword } from './password.js';

/** What stands in a one-time link behind `#`. */
const token = z.string().min(1).max(200).meta({ description: 'What stands in the link behind `#`.' });

export const linkBody = z.strictObject({ purpose: z.enum(LINK_PURPOSES), token });

export const acceptedInvitation = z.strictObject({
  token,
  name: label,
  password: chosenPassword,
  language: z.enum(READ_LANGUAGES).meta({ description: 'In which the person reads mails and pages.' }),
});

export const newPassword = z.strictObject({ token, password: chosenPassword });

export const usedMagicLink = z.strictObject({ token });

/** Somebody who is not signed in says who they are. */
export const askedByEmail = z.strictObject({
  email: z.string().trim().max(320).pipe(z.email('Give an e-mail address.')),
});

export const changedPassword = z.strictObject({ oldPassword: givenPassword, newPassword: chosenPassword });
