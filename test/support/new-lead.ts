import type { NewLead } from '../../db/leads/queries/intake.js';

/** A lead as the intake hands it to the database: what `more` does not say, nobody sent. */
export const newLead = (more: Partial<NewLead> = {}): NewLead => ({
  source: 'test',
  externalId: null,
  name: null,
  email: null,
  emailRaw: null,
  phone: null,
  phoneExtension: null,
  phoneRaw: null,
  message: null,
  language: null,
  country: null,
  tags: [],
  attributes: {},
  consents: {},
  occurredAt: null,
  ...more,
});
