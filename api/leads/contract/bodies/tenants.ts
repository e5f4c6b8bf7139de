import { z } from 'zod';
import { label } from '../../../http/fields.js';
import { newAdmin, newOrganisation } from '../../../platform/contract/bodies/setup.js';

/** An organisation with its first admin, who is invited. */
export const newTenantBody = z
  .strictObject({ ...newOrganisation.shape, admin: newAdmin.omit({ password: true }) })
  .meta({
    id: 'NewTenant',
    example: {
      name: 'Dunav Windows',
      timeZone: 'Europe/Bucharest',
      locale: 'ro',
      country: 'RO',
      admin: { name: 'Adrian Ionescu', email: 'adrian@dunav.example' },
    },
  });

const typed = z
  .string()
  .max(200)
  .meta({ description: 'The name of the organisation, typed again.', example: 'Dunav Windows' });

/** What is confirmed by the organisation's name. */
export const confirmedBody = z.strictObject({ name: typed });

/** Its people and senders are not told the reason; its admins read it in their audit log. */
export const suspensionBody = z.strictObject({
  name: typed,
  reason: label.meta({ description: 'Stands in the audit log of the organisation.', example: 'Unpaid since October' }),
});
