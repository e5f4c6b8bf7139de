import { Faker, base, en, ro } from '@faker-js/faker';
import type { LeadBody, ProofBody } from '../endpoint.js';

/** One invented lead, and what becomes of it. */
export interface Invented {
  /** Without an id: that belongs to the run. */
  lead: Omit<LeadBody, 'externalId'>;
  /** Null: nobody calls this one. */
  proof: { kind: ProofBody['kind']; afterMs: number; actor: string; note: string } | null;
  /** Its source delivers it twice, as sources do after a timeout. */
  twice: boolean;
}

const CITIES = ['Cluj', 'București', 'Iași', 'Timișoara', 'Brașov', 'Oradea', 'Sibiu', 'Constanța'];
const CARRIERS = ['72', '73', '74', '75', '76', '77'];
/** What the demo org's flow looks at: `hungarian` finds nobody who speaks it, `newsletter` is not worth a call. */
const TAGS = [
  { weight: 72, value: [] },
  { weight: 10, value: ['vip'] },
  { weight: 8, value: ['commercial'] },
  { weight: 8, value: ['newsletter'] },
  { weight: 2, value: ['hungarian'] },
];
const QUESTIONS = [
  'Vreau o ofertă pentru un apartament cu trei camere.',
  'Please call me after five.',
  'Cât costă, cu tot cu montaj?',
  'I saw your ad; is it still available?',
  'Sunați-mă, vă rog, cât mai repede.',
];
const KINDS: readonly ProofBody['kind'][] = [
  'CALL_LOGGED',
  'CALL_LOGGED',
  'WHATSAPP_SENT',
  'EMAIL_SENT',
  'MEETING_BOOKED',
];
const FASTEST_MS = 800;
const SLOWEST_MS = 8_000;
const TWICE_SHARE = 0.08;

/**
 * People with what they want and whether they are answered. The same seed gives the same ones in the same order.
 * @param answered share of the leads that get a proof of contact
 */
export function* invent(seed: number, answered: number): Generator<Invented, never> {
  const faker = new Faker({ locale: [ro, en, base], seed });
  for (;;) {
    const [first, last] = [faker.person.firstName(), faker.person.lastName()];
    const name = `${first} ${last}`;
    const digits = faker.string.numeric(7);
    const budget = faker.number.int({ min: 5, max: 250 }) * 100;
    const lead = {
      name,
      email: `${plain(first)}.${plain(last)}${digits.slice(0, 3)}@example.com`,
      phone: `+40${faker.helpers.arrayElement(CARRIERS)}${digits}`,
      message: faker.helpers.arrayElement(QUESTIONS),
      tags: faker.helpers.weightedArrayElement(TAGS),
      attributes: { budget, city: faker.helpers.arrayElement(CITIES) },
      consents: { email: true, sms: faker.datatype.boolean(), whatsapp: faker.datatype.boolean(0.7) },
    };
    // Drawn for every lead, so that the share changes nothing else.
    const isAnswered = faker.number.float() < answered;
    const proof = {
      kind: faker.helpers.arrayElement(KINDS),
      afterMs: faker.number.int({ min: FASTEST_MS, max: SLOWEST_MS }),
      actor: 'crm-demo',
      note: 'Reached them.',
    };
    yield { lead, proof: isAnswered ? proof : null, twice: faker.datatype.boolean(TWICE_SHARE) };
  }
}

/** A name's letters, as an e-mail address takes them. */
const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase();
