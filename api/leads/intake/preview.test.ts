import { describe, expect, it } from 'vitest';
import type { AdapterName } from '../../../domain/leads/vocabulary/adapters.js';
import { adapters } from './adapters/index.js';
import { fixture } from './fixtures/read.js';
import type { NormalisedLead } from './lead-body.js';
import { readAnew, readLetter } from './preview.js';
import { rebuiltPayload } from './rebuilt.js';

const standardBody = {
  externalId: 'crm-1',
  name: 'Ana Pop',
  email: 'Ana@example.com',
  phone: '+40 722 123 456',
  message: 'Call me',
  attributes: { city: 'Cluj', rooms: 3 },
};
const PAYLOADS: [AdapterName, string, unknown][] = [
  ['standard', 'a body', standardBody],
  [
    'standard',
    'a contact among the attributes',
    { name: 'Ana', attributes: { telefon: '0722123456', email: 'a@x.ro' } },
  ],
  ['typeform', 'typeform-form-response', JSON.parse(fixture('typeform-form-response').toString())],
  ['facebook-leadgen', 'meta-graph-lead', JSON.parse(fixture('meta-graph-lead').toString())],
  ['gohighlevel', 'gohighlevel-contact-create', JSON.parse(fixture('gohighlevel-contact-create').toString())],
  ['gohighlevel', 'gohighlevel-workflow', JSON.parse(fixture('gohighlevel-workflow').toString())],
];

const essence = (lead: NormalisedLead | null) =>
  lead && {
    name: lead.name,
    email: lead.email,
    phone: lead.phone,
    message: lead.message,
    from: lead.intakeNotes.filter(({ code }) => code === 'TAKEN_FROM').map(({ field, from }) => [field, from]),
  };

const taken = (adapter: AdapterName, json: unknown): NormalisedLead => {
  const parsed = adapters[adapter].parse(json, {});
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.leads[0]!;
};

describe('a payload that is read anew', () => {
  it.each(PAYLOADS)('of %s (%s) is the lead that intake made of it', (adapter, _what, json) => {
    const lead = taken(adapter, json);
    expect(readAnew(adapter, json, {}).lead).toEqual(lead);
    const anew = readAnew(adapter, rebuiltPayload(adapter, lead), {});
    expect(essence(anew.lead)).toEqual(essence(lead));
    expect(anew.fields.filter(({ field }) => field !== null).length).toBeGreaterThan(0);
  });

  it.each(PAYLOADS)('of %s (%s) follows a mapping', (adapter, _what, json) => {
    const rebuilt = rebuiltPayload(adapter, taken(adapter, json));
    const { fields } = readAnew(adapter, rebuilt, {});
    const free = fields.find(({ field, value }) => field === null && value !== '');
    if (free === undefined) return;
    const mapped = readAnew(adapter, rebuilt, { [free.name]: 'message' });
    expect(mapped.fields.find(({ name }) => name === free.name)).toMatchObject({ field: 'message', because: 'MAPPED' });
    expect(mapped.lead?.message).toBe(free.value);
    const contact = fields.find(({ field }) => field === 'email')!;
    expect(readAnew(adapter, rebuilt, { [contact.name]: 'ignore' }).fields).toContainEqual({
      ...contact,
      field: null,
      because: 'MAPPED',
      mappedBy: contact.name,
    });
  });

  it('says why it cannot become a lead', () => {
    expect(readLetter('typeform', 'no JSON', {})).toMatchObject({ fields: [], lead: null });
    const { lead, issues } = readLetter('facebook-leadgen', JSON.stringify({ leadgen_id: '1' }), {});
    expect(lead).toBeNull();
    expect(issues[0]?.message).toMatch(/notification only/);
  });
});
