import { expect } from 'vitest';
import { PLATFORM_ORG } from '../../api/http/access.js';
import { AdminApi, type Person } from './admin-api.js';

/** The API, with an org that has one person of each role, and those who are not of it. */
export interface Everybody {
  api: AdminApi;
  admin: Person;
  manager: Person;
  rep: Person;
  operator: Person;
  /** The admin of another org. */
  stranger: Person;
  /** Posts to a route that makes something, as the org's admin if nobody else is named. */
  create: <T extends object>(path: string, body: object, by?: Person) => Promise<T & { id: string }>;
}

/** @param name of the database: letters and underscores */
export async function openWithEverybody(name: string): Promise<Everybody> {
  const api = await AdminApi.start(name);
  const org = await api.addOrg('Here');
  const there = await api.addOrg('There');
  await api.addOrg('Platform', PLATFORM_ORG);
  const admin = await api.addPerson(org, 'ADMIN');
  return {
    api,
    admin,
    manager: await api.addPerson(org, 'MANAGER'),
    rep: await api.addPerson(org, 'REP'),
    operator: await api.addPerson(PLATFORM_ORG, 'OPERATOR'),
    stranger: await api.addPerson(there, 'ADMIN'),
    create: async <T extends object>(path: string, body: object, by: Person = admin) => {
      const response = await api.call('post', path, by.token).send(body);
      expect(response.status, JSON.stringify(response.body)).toBe(201);
      return response.body as T & { id: string };
    },
  };
}

export const officeHours = {
  name: 'Office',
  timeZone: 'Europe/Bucharest',
  weekly: [{ day: 'MON', from: '09:00', to: '18:00' }],
  holidays: [{ date: '2026-12-25', name: 'Christmas Day' }],
  specialDates: [],
};
