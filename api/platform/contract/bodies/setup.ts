import { z } from 'zod';
import { label } from '../../../http/fields.js';
import { country, locale, organisationName, timeZone } from './organisation.js';
import { chosenPassword } from './password.js';

/** As it stands in the link, after its `#`. */
export const setupToken = z.string().min(1, 'Open the whole link.').max(200);

export const newAdmin = z.strictObject({
  name: label.meta({ example: 'Adrian Ionescu' }),
  email: z.email('Give an e-mail address.').max(320),
  password: chosenPassword,
});

export const newOrganisation = z.strictObject({ name: organisationName, timeZone, locale, country });

export const setupBody = z.strictObject({ token: setupToken, organisation: newOrganisation, admin: newAdmin }).meta({
  id: 'Setup',
  example: {
    token: 'zu5jDq0v6Tq0C8kq3f1mZk0m4yV9h2rXb7a1s8d9e0w',
    organisation: { name: 'Carpat Solar', timeZone: 'Europe/Bucharest', locale: 'ro', country: 'RO' },
    admin: { name: 'Adrian Ionescu', email: 'adrian@carpat.example', password: 'correct horse battery staple' },
  },
});
