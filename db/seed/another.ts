import { v5 as uuidv5 } from 'uuid';
import type { DemoOrg } from './types.js';

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * The same demo once more, as an organisation of its own: every id in it, in flows as well, is another, and so are the e-mails.
 * @param orgId of the one that is to be
 * @param domain of its people's e-mails, under `.example`: no mail reaches anybody
 */
export function anotherDemo(org: DemoOrg, orgId: string, name: string, domain: string): DemoOrg {
  const text = JSON.stringify(org).replaceAll(ID, (id) => (id === org.id ? orgId : uuidv5(id, orgId)));
  const copy = JSON.parse(text) as DemoOrg;
  const people = copy.people.map((person) => ({
    ...person,
    email: person.email.replace(/@.*$/, `@${domain}.example`),
  }));
  return { ...copy, name, people };
}
