import { demoId, demoManager } from './ids.js';
import type { DemoLead } from './types.js';

const MINUTE = 60;
const common = { endpointId: demoId('endpoint:carpat:standard'), country: 'RO', language: 'ro' };
const lead = (key: string): string => demoId(`lead:carpat:${key}`);

/** Leads in the states that are worth seeing. The target of first contact is 15 minutes, 5 for the best scores. */
export const carpatLeads: DemoLead[] = [
  {
    ...common,
    // Reminded at once, reassigned after half a minute, the manager alerted a minute later.
    id: lead('breaching'),
    source: 'facebook',
    name: 'Cristina Neagu',
    email: 'cristina.neagu@example.com',
    phone: '+40722000101',
    message: 'I would like an offer for a roof of 60 m².',
    attributes: { budget: 7500, city: 'Cluj' },
    ageSeconds: 14 * MINUTE + 30,
  },
  {
    ...common,
    id: lead('at-risk'),
    source: 'web',
    name: 'Paul Georgescu',
    email: 'paul.georgescu@example.com',
    phone: '+40722000102',
    attributes: { budget: 4200, city: 'Brașov' },
    ageSeconds: 12 * MINUTE,
  },
  {
    ...common,
    // Best score: five minutes, of which one and a half are left.
    id: lead('vip'),
    source: 'referral',
    name: 'Simona Barbu',
    email: 'simona.barbu@example.com',
    phone: '+40722000103',
    tags: ['vip'],
    attributes: { budget: 24_000, city: 'București' },
    ageSeconds: 3 * MINUTE + 30,
  },
  {
    ...common,
    id: lead('fresh'),
    source: 'web',
    name: 'Mihai Tudor',
    email: 'mihai.tudor@example.com',
    phone: '+40722000104',
    attributes: { budget: 6100, city: 'Iași' },
    ageSeconds: 15,
  },
  {
    ...common,
    id: lead('low-score'),
    source: 'web',
    name: 'Dan Ilie',
    email: 'dan.ilie@example.com',
    tags: ['newsletter'],
    attributes: { budget: 0 },
    ageSeconds: 2 * MINUTE,
  },
  {
    ...common,
    // Asks for a skill that nobody has: unrouted, a work item, and an alert.
    id: lead('nobody'),
    source: 'partner',
    name: 'Réka Szabó',
    email: 'reka.szabo@example.com',
    phone: '+40722000106',
    language: 'hu',
    tags: ['hungarian'],
    attributes: { budget: 9000, city: 'Miercurea Ciuc' },
    ageSeconds: MINUTE,
  },
  {
    ...common,
    // Called in time: the second clock runs, in business time.
    id: lead('contacted'),
    source: 'facebook',
    name: 'Alina Preda',
    email: 'alina.preda@example.com',
    phone: '+40722000107',
    attributes: { budget: 5200, city: 'Sibiu' },
    ageSeconds: 10 * MINUTE,
    proof: { kind: 'CALL_LOGGED', ageSeconds: 4 * MINUTE, byId: demoManager.userId, note: 'Wants an offer by mail.' },
  },
  {
    ...common,
    id: lead('won'),
    source: 'referral',
    name: 'George Enache',
    email: 'george.enache@example.com',
    phone: '+40722000108',
    tags: ['commercial'],
    attributes: { budget: 18_000, city: 'Timișoara' },
    ageSeconds: 13 * MINUTE,
    proof: {
      kind: 'MEETING_BOOKED',
      ageSeconds: 11 * MINUTE,
      byId: demoManager.userId,
      note: 'Signed at the meeting.',
    },
    command: {
      request: { kind: 'CLOSE', outcome: 'WON', reason: 'Contract signed' },
      ageSeconds: 20,
      byId: demoManager.userId,
    },
  },
  {
    ...common,
    id: lead('paused'),
    source: 'web',
    name: 'Laura Costin',
    email: 'laura.costin@example.com',
    phone: '+40722000109',
    attributes: { budget: 3900, city: 'Oradea' },
    ageSeconds: 5 * MINUTE,
    command: {
      request: { kind: 'PAUSE', reason: 'On a flight until tonight' },
      ageSeconds: 10,
      byId: demoManager.userId,
    },
  },
  {
    ...common,
    // Nobody could talk to her today: she comes back by herself tomorrow.
    id: lead('snoozed'),
    source: 'facebook',
    name: 'Irina Moraru',
    email: 'irina.moraru@example.com',
    phone: '+40722000110',
    message: 'Please call tomorrow, I am at work today.',
    attributes: { budget: 4800, city: 'Arad' },
    ageSeconds: 6 * MINUTE,
    command: {
      request: { kind: 'PAUSE', reason: 'Asked to be called tomorrow' },
      ageSeconds: 5,
      byId: demoManager.userId,
      endsInHours: 24,
    },
  },
  {
    ...common,
    // A firm: the best of its team is asked, and has two hours to answer.
    id: lead('offered'),
    source: 'partner',
    name: 'Brutăria Aurora',
    email: 'office@aurora.example.com',
    phone: '+40722000111',
    message: 'We would like panels for the roof of our bakery, some 400 m².',
    tags: ['firm'],
    attributes: { budget: 38_000, city: 'Craiova' },
    ageSeconds: 40,
  },
];
