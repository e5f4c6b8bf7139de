import { v7 as newId } from 'uuid';

/** A lead as an endpoint's sender tells it, of an `externalId` of its own. */
export const lead = (more: Record<string, unknown> = {}) => ({
  externalId: `crm-${newId()}`,
  name: 'Ana Pop',
  email: 'Ana@Example.com',
  phone: '+40 722 123 456',
  attributes: { budget: 12000, city: 'Cluj' },
  ...more,
});

/** Rows that a delivery stored. */
export const NOTHING = { leads: 0, inbox_keys: 0, audit: 0, outbox: 0, proofs: 0 };
