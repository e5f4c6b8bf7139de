import { aroundTheClock, newYorkOffice } from './calendars.js';
import { demoFlow } from './flow.js';
import { demoId } from './ids.js';
import type { DemoOrg } from './types.js';

const MINUTE = 60;
const user = (name: string): string => demoId(`user:hudson:${name}`);
const office = demoId('calendar:hudson:office');
const always = demoId('calendar:hudson:always');
const desk = demoId('team:hudson:desk');
const standard = demoId('endpoint:hudson:standard');

/** Removals in New York. */
export const hudson: DemoOrg = {
  id: demoId('org:hudson'),
  name: 'Hudson Movers',
  timeZone: 'America/New_York',
  locale: 'en-US',
  calendars: [
    { id: office, name: 'New York office', definition: newYorkOffice },
    { id: always, name: 'Around the clock', definition: aroundTheClock('America/New_York') },
  ],
  people: [
    { id: user('admin'), email: 'admin@hudson.example', name: 'Grace Miller', role: 'ADMIN' },
    { id: user('auditor'), email: 'auditor@hudson.example', name: 'Ruth Bennett', role: 'AUDITOR' },
    { id: user('manager'), email: 'manager@hudson.example', name: 'Henry Brooks', role: 'MANAGER' },
    {
      id: user('sam'),
      email: 'sam@hudson.example',
      name: 'Sam Rivera',
      role: 'REP',
      skills: { en: 5, es: 3 },
      languages: ['en', 'es'],
      territories: ['US'],
      capacity: 500,
    },
    {
      id: user('nora'),
      email: 'nora@hudson.example',
      name: 'Nora Fields',
      role: 'REP',
      skills: { en: 4 },
      languages: ['en'],
      capacity: 400,
      calendarId: always,
    },
    {
      id: user('luis'),
      email: 'luis@hudson.example',
      name: 'Luis Ortega',
      role: 'REP',
      skills: { en: 3, es: 5 },
      languages: ['es', 'en'],
      territories: ['US', 'MX'],
      capacity: 20,
      calendarId: office,
    },
    {
      id: user('kate'),
      email: 'kate@hudson.example',
      name: 'Kate Weller',
      role: 'REP',
      status: 'AWAY',
      skills: { en: 3 },
      languages: ['en'],
      territories: ['US'],
      capacity: 20,
      calendarId: office,
    },
  ],
  teams: [
    {
      id: desk,
      name: 'Moving desk',
      managerId: user('manager'),
      calendarId: office,
      memberIds: ['sam', 'nora', 'luis', 'kate'].map(user),
    },
  ],
  flows: [
    {
      id: demoId('flow:hudson:b2c'),
      key: 'b2c',
      name: 'Household moves',
      publishedBy: user('admin'),
      definition: demoFlow(
        office,
        [
          {
            when: { field: 'language', op: 'eq', value: 'es' },
            teamId: desk,
            skills: ['es'],
            mode: 'AUTO',
            strategy: 'BALANCED',
          },
          { when: { all: [] }, teamId: desk, skills: ['en'], mode: 'AUTO', strategy: 'BALANCED' },
        ],
        desk,
      ),
    },
  ],
  endpoints: [{ id: standard, name: 'Quote form', source: 'web', adapter: 'standard' }],
  leads: [
    {
      id: demoId('lead:hudson:fresh'),
      endpointId: standard,
      source: 'web',
      name: 'Olivia Grant',
      email: 'olivia.grant@example.com',
      phone: '+12125550101',
      language: 'en',
      country: 'US',
      attributes: { budget: 2800, rooms: 3 },
      ageSeconds: 30,
    },
    {
      // Its target was missed before the machine ever ran: a breach all the same.
      id: demoId('lead:hudson:breached'),
      endpointId: standard,
      source: 'partner',
      name: 'Diego Marin',
      email: 'diego.marin@example.com',
      phone: '+12125550102',
      language: 'es',
      country: 'US',
      attributes: { budget: 5200, rooms: 5 },
      ageSeconds: 20 * MINUTE,
    },
  ],
};
