import { aroundTheClock, bucharestOffice } from './calendars.js';
import { carpatLeads } from './carpat-leads.js';
import { askingFlow, demoFlow } from './flow.js';
import { demoId, demoManager } from './ids.js';
import type { DemoOrg } from './types.js';

const user = (name: string): string => demoId(`user:carpat:${name}`);
const office = demoId('calendar:carpat:office');
const always = demoId('calendar:carpat:always');
const inbound = demoId('team:carpat:inbound');
const commercial = demoId('team:carpat:commercial');

/** Solar panels for homes and firms, in Romania. */
export const carpat: DemoOrg = {
  id: demoManager.orgId,
  name: 'Carpat Solar',
  timeZone: 'Europe/Bucharest',
  locale: 'ro',
  calendars: [
    { id: office, name: 'Bucharest office', definition: bucharestOffice },
    { id: always, name: 'Around the clock', definition: aroundTheClock('Europe/Bucharest') },
  ],
  people: [
    { id: user('admin'), email: 'admin@carpat.example', name: 'Adrian Ionescu', role: 'ADMIN' },
    { id: user('auditor'), email: 'auditor@carpat.example', name: 'Sorina Dumitru', role: 'AUDITOR' },
    { id: demoManager.userId, email: 'manager@carpat.example', name: demoManager.name, role: 'MANAGER' },
    // At work at any hour, each in one of the two ways: who has a lead at night can lose it to the other.
    {
      id: user('radu'),
      email: 'radu@carpat.example',
      name: 'Radu Stan',
      role: 'REP',
      skills: { ro: 4, en: 2 },
      languages: ['ro', 'en'],
      territories: ['RO', 'MD'],
      capacity: 500,
    },
    {
      id: user('elena'),
      email: 'elena@carpat.example',
      name: 'Elena Dumitru',
      role: 'REP',
      skills: { ro: 5, en: 4, de: 3 },
      languages: ['ro', 'en', 'de'],
      capacity: 400,
      calendarId: always,
    },
    {
      id: user('ioana'),
      email: 'ioana@carpat.example',
      name: 'Ioana Pop',
      role: 'REP',
      skills: { ro: 5, commercial: 3 },
      languages: ['ro'],
      territories: ['RO'],
      capacity: 15,
      calendarId: office,
    },
    {
      id: user('vlad'),
      email: 'vlad@carpat.example',
      name: 'Vlad Munteanu',
      role: 'REP',
      skills: { ro: 5, en: 3, commercial: 5 },
      languages: ['ro', 'en'],
      territories: ['RO', 'MD'],
      capacity: 12,
      calendarId: office,
    },
    {
      id: user('andrei'),
      email: 'andrei@carpat.example',
      name: 'Andrei Luca',
      role: 'REP',
      skills: { ro: 3 },
      languages: ['ro'],
      territories: ['RO'],
      capacity: 15,
      calendarId: office,
      timeOff: { days: 6, reason: 'Skiing' },
    },
  ],
  teams: [
    {
      id: inbound,
      name: 'Inbound',
      managerId: demoManager.userId,
      calendarId: office,
      memberIds: ['radu', 'elena', 'ioana', 'andrei'].map(user),
    },
    {
      id: commercial,
      name: 'Commercial',
      managerId: demoManager.userId,
      calendarId: office,
      memberIds: ['vlad', 'ioana', 'elena'].map(user),
    },
  ],
  flows: [
    {
      id: demoId('flow:carpat:b2c'),
      key: 'b2c',
      name: 'Home solar',
      publishedBy: user('admin'),
      // No fallback: a lead that asks for Hungarian finds nobody, and shows what the machine does then.
      definition: demoFlow(office, [
        {
          when: { field: 'tags', op: 'contains', value: 'hungarian' },
          teamId: inbound,
          skills: ['hu'],
          mode: 'AUTO',
          strategy: 'BALANCED',
        },
        {
          when: { field: 'tags', op: 'contains', value: 'commercial' },
          teamId: commercial,
          mode: 'AUTO',
          strategy: 'ROUND_ROBIN',
        },
        {
          when: { field: 'language', op: 'eq', value: 'en' },
          teamId: inbound,
          skills: ['en'],
          mode: 'AUTO',
          strategy: 'BALANCED',
        },
        { when: { all: [] }, teamId: inbound, mode: 'AUTO', strategy: 'BALANCED' },
      ]),
    },
    {
      id: demoId('flow:carpat:firms'),
      key: 'firms',
      name: 'Roofs of firms',
      publishedBy: user('admin'),
      definition: askingFlow(office, commercial, inbound),
    },
  ],
  endpoints: [
    { id: demoId('endpoint:carpat:standard'), name: 'Website form', source: 'web', adapter: 'standard' },
    {
      id: demoId('endpoint:carpat:gohighlevel'),
      name: 'GoHighLevel',
      source: 'gohighlevel',
      adapter: 'gohighlevel',
      secret: 'ghl-location:demo-location',
    },
    {
      id: demoId('endpoint:carpat:facebook-leadgen'),
      name: 'Facebook lead ads',
      source: 'facebook',
      adapter: 'facebook-leadgen',
    },
    { id: demoId('endpoint:carpat:typeform'), name: 'Typeform survey', source: 'typeform', adapter: 'typeform' },
  ],
  leads: carpatLeads,
};
