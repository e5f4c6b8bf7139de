// `npm run admin -- …`: what only whoever operates an installation may do: the first link, organisations, people.
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { newAdmin, newOrganisation } from '../api/platform/contract/bodies/setup.js';
import { zodIssues } from '../api/http/issues.js';
import { invite } from '../api/platform/links.js';
import { passwordIssues } from '../api/platform/passwords.js';
import { publicUrlOf } from '../config.js';
import { isId, type OrgTransaction } from '../db/client.js';
import { messageOf } from '../db/errors.js';
import { addFirstFlow } from '../db/leads/new-org.js';
import { addUser, furnishOrg } from '../db/platform/new-org.js';
import { Owner } from '../db/platform/owner.js';
import { hashPassword } from '../db/platform/passwords.js';
import { knownZone } from '../domain/engine/calendars/zone.js';
import { ACCESS_MAIL_LIVES_MS } from '../domain/platform/access/links.js';
import { ORG_ROLES, type OrgRole } from '../domain/platform/access/roles.js';
import { linkPage } from '../domain/leads/view/link-page.js';
import { SYSTEM } from '../domain/platform/audit/actor.js';
import { newSetupLink, setupLinkWords } from './setup-link.js';

/** What was asked for cannot be done as things are: exit code 1, with how to mend it. */
class NotDone extends Error {}
/** What was asked for cannot be understood: exit code 2. */
class Misused extends Error {}

const [NOT_DONE, MISUSED] = [1, 2];
const INVITATION_DAYS = ACCESS_MAIL_LIVES_MS.INVITATION / (24 * 60 * 60_000);

/** What is printed: for people, or one line of JSON. */
interface Said {
  words: string[];
  json: Record<string, unknown>;
}

function ownerUrl(): string {
  const url = process.env['DATABASE_URL'];
  if (!url)
    throw new Misused(
      'Set DATABASE_URL to the URL of the database owner, as for npm run migrate. With Docker Compose: docker compose run --rm admin …',
    );
  return url;
}

/** A password comes by stdin: an argument stands in the list of processes and in the shell's history. */
async function passwordOfStdin(): Promise<string> {
  if (process.stdin.isTTY) console.error('Type the password, Enter, and Ctrl-D.');
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}

/** @param flags by the paths of the schema */
function checked<S extends z.ZodType>(schema: S, given: unknown, flags: Record<string, string>): z.output<S> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Misused(
    zodIssues(parsed.error)
      .map(({ path, message }) => `${flags[path] ?? path}: ${message}`)
      .join('\n'),
  );
}

/** Of the audit entries: no request, so a trace of its own. */
const stamp = () => ({ actor: SYSTEM, traceId: randomBytes(16).toString('hex'), at: new Date() });

/** Somebody without a password is invited. @returns the link, for the operator to hand over; null: they have one */
async function invited(
  tx: OrgTransaction,
  { id, passwordHash }: { id: string; passwordHash: string | null },
): Promise<string | null> {
  if (passwordHash !== null) return null;
  const toAddress = linkPage.bind(null, publicUrlOf(process.env));
  // Whether mail is set up only the API knows; whoever asks here gets the link.
  return (await invite(tx, { options: { mailIsSetUp: false }, linkPage: toAddress }, id, stamp())).link;
}

async function setupLink(): Promise<Said> {
  const link = await newSetupLink(ownerUrl(), publicUrlOf(process.env));
  if (!link)
    throw new NotDone(
      'There is an organisation already: a setup link is for the first one.\nAnother one: npm run admin -- create-org --help. Somebody for it: npm run admin -- create-user --help.',
    );
  return { words: setupLinkWords(link), json: { url: link.url, expireAt: link.expireAt.toISOString() } };
}

interface CreateOrg {
  name: string;
  timeZone: string;
  language: string;
  country: string;
  adminEmail?: string;
  adminName?: string;
  passwordStdin: boolean;
}

async function createOrg(given: CreateOrg): Promise<Said> {
  const url = ownerUrl();
  const checkedOrg = checked(
    newOrganisation,
    { name: given.name, timeZone: given.timeZone, locale: given.language, country: given.country },
    { name: '--name', timeZone: '--time-zone', locale: '--language', country: '--country' },
  );
  // What the machine knows and Pinggo does not ship it cannot count by.
  const zone = knownZone(checkedOrg.timeZone);
  if (zone === null) throw new Misused(`--time-zone: ${checkedOrg.timeZone} is not known here.`);
  const org = { id: uuidv7(), ...checkedOrg, timeZone: zone.id };
  const admin = await firstAdmin(given);
  const link = await Owner.of(url, (owner) =>
    owner.newOrganisation(org, new Date(), async (tx) => {
      await furnishOrg(tx, org, admin, stamp(), addFirstFlow);
      return admin && invited(tx, admin);
    }),
  );
  return {
    words: [
      `The organisation “${org.name}” is there: ${org.id}`,
      ...(admin === null
        ? [`Nobody is in it yet: npm run admin -- create-user --org ${org.id} --role ADMIN --email … --name …`]
        : goOn(admin, link)),
    ],
    json: { orgId: org.id, adminId: admin?.id ?? null, invitationUrl: link },
  };
}

async function firstAdmin({ adminEmail, adminName, passwordStdin }: CreateOrg) {
  if (adminEmail === undefined && adminName === undefined && !passwordStdin) return null;
  if (adminEmail === undefined || adminName === undefined)
    throw new Misused('Give --admin-email and --admin-name together, or neither.');
  return newPerson(
    { email: adminEmail, name: adminName, passwordStdin },
    { email: '--admin-email', name: '--admin-name' },
  );
}

interface PersonGiven {
  email: string;
  name: string;
  passwordStdin: boolean;
}

async function newPerson({ email, name, passwordStdin }: PersonGiven, flags: Record<string, string>) {
  const id = uuidv7();
  const named = { ...flags, password: 'the password of stdin' };
  if (!passwordStdin)
    return { id, ...checked(newAdmin.omit({ password: true }), { email, name }, named), passwordHash: null };
  const { password, ...person } = checked(newAdmin, { email, name, password: await passwordOfStdin() }, named);
  const weak = await passwordIssues('password', password, [person.name, person.email]);
  if (weak.length > 0) throw new Misused(weak.map(({ message }) => `${named.password}: ${message}`).join('\n'));
  return { id, ...person, passwordHash: await hashPassword(password) };
}

const goOn = ({ email }: { email: string }, link: string | null): string[] =>
  link === null
    ? [`${email} can sign in at ${publicUrlOf(process.env)}/`]
    : [`${email} chooses a password here; the link works once, for ${INVITATION_DAYS} days:`, '', `  ${link}`, ''];

/** Operators are people of the platform's own org, which is nobody's organisation. They need a second factor. */
async function createOperator(given: PersonGiven): Promise<Said> {
  const person = await newPerson(given, { email: '--email', name: '--name' });
  return Owner.of(ownerUrl(), async (owner) => {
    const link = await owner.inPlatform(new Date(), async (tx) => {
      if (await addUser(tx, { ...person, role: 'OPERATOR' }, stamp())) return invited(tx, person);
      throw new NotDone(`There is an operator with the e-mail ${person.email} already.`);
    });
    return {
      words: [`${person.name} operates this installation: ${person.id}`, ...goOn(person, link)],
      json: { userId: person.id, invitationUrl: link },
    };
  });
}

async function createUser(given: PersonGiven & { org?: string; role: OrgRole }): Promise<Said> {
  const url = ownerUrl();
  const person = await newPerson(given, { email: '--email', name: '--name' });
  return Owner.of(url, async (owner) => {
    const org = orgNamed(await owner.organisations(), given.org);
    const link = await owner.inOrg(org.id, async (tx) => {
      if (await addUser(tx, { ...person, role: given.role }, stamp())) return invited(tx, person);
      throw new NotDone(
        `“${org.name}” has somebody with the e-mail ${person.email} already. Look at Settings, People.`,
      );
    });
    return {
      words: [`${person.name} is in “${org.name}” as ${given.role}: ${person.id}`, ...goOn(person, link)],
      json: { orgId: org.id, userId: person.id, invitationUrl: link },
    };
  });
}

function orgNamed(orgs: { id: string; name: string }[], named: string | undefined): { id: string; name: string } {
  const found =
    named === undefined
      ? orgs
      : orgs.filter(({ id, name }) => (isId(named) ? id === named.toLowerCase() : name === named));
  if (found.length === 1) return found[0]!;
  const list = (some: typeof orgs): string => some.map(({ id, name }) => `  ${id}  ${name}`).join('\n');
  if (orgs.length === 0) throw new NotDone('There is no organisation yet: npm run admin -- setup-link, or create-org.');
  if (found.length > 1) throw new Misused(`Say which organisation, with --org and one of these ids:\n${list(found)}`);
  throw new NotDone(`There is no organisation “${named}”. There are:\n${list(orgs)}`);
}

async function listOrgs(): Promise<Said> {
  const orgs = await Owner.of(ownerUrl(), (owner) => owner.organisations());
  return {
    words: orgs.length === 0 ? ['There is no organisation yet.'] : orgs.map(({ id, name }) => `${id}  ${name}`),
    json: { organisations: orgs },
  };
}

function roleOf(text: string): OrgRole {
  const role = ORG_ROLES.find((one) => one === text.toUpperCase());
  if (role === undefined) throw new InvalidArgumentError(`It is one of ${ORG_ROLES.join(', ')}.`);
  return role;
}

const jsonOption = () => new Option('--json', 'one line of JSON, for scripts').default(false);

function commandOf<T>(name: string, description: string, work: (given: T) => Promise<Said>): Command {
  return new Command(name)
    .description(description)
    .addOption(jsonOption())
    .helpOption('-h, --help', 'show this')
    .exitOverride()
    .action(async (given: T & { json: boolean }) => {
      const { words, json } = await work(given);
      console.log(given.json ? JSON.stringify(json) : words.join('\n'));
    });
}

const program = new Command('npm run admin --')
  .description(
    'Reads DATABASE_URL, the owner’s as for npm run migrate, and PUBLIC_URL. Exit code 1: it could not be done; 2: it could not be understood.',
  )
  .helpOption('-h, --help', 'show this')
  .exitOverride()
  .addCommand(
    commandOf(
      'setup-link',
      'make a link by which the first organisation is made; earlier ones work no more',
      setupLink,
    ),
  )
  .addCommand(
    commandOf('create-org', 'make an organisation with office hours, a team and a flow', createOrg)
      .requiredOption('--name <name>')
      .requiredOption('--time-zone <zone>', 'as IANA names it: Europe/Bucharest')
      .requiredOption('--language <tag>', 'as BCP 47 names it: ro')
      .requiredOption('--country <code>', 'as ISO 3166-1 names it: RO')
      .option('--admin-email <e-mail>', 'its first admin')
      .option('--admin-name <name>')
      .option(
        '--password-stdin',
        'read the admin’s password from stdin; without it an invitation link is printed',
        false,
      ),
  )
  .addCommand(
    commandOf('create-user', 'add somebody to an organisation', createUser)
      .option('--org <id or name>', 'may be left out where there is one')
      .requiredOption('--email <e-mail>')
      .requiredOption('--name <name>')
      .requiredOption('--role <role>', ORG_ROLES.join(', '), roleOf)
      .option('--password-stdin', 'read the password from stdin; without it an invitation link is printed', false),
  )
  .addCommand(
    commandOf(
      'create-operator',
      'add somebody who runs this installation: they see which organisations there are',
      createOperator,
    )
      .requiredOption('--email <e-mail>')
      .requiredOption('--name <name>')
      .option('--password-stdin', 'read the password from stdin; without it an invitation link is printed', false),
  )
  .addCommand(commandOf('list-orgs', 'the organisations and their ids', listOrgs));

/** Also for a mistake, so that a script need not read words. */
function fail(error: unknown): never {
  // Commander has said it.
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : MISUSED);
  const message =
    error instanceof NotDone || error instanceof Misused
      ? error.message
      : `It could not be done: ${messageOf(error)}\nDATABASE_URL must name a reachable database that npm run migrate has brought to this version, and its owner.`;
  console.error(process.argv.includes('--json') ? JSON.stringify({ error: message }) : message);
  process.exit(error instanceof Misused ? MISUSED : NOT_DONE);
}

await program.parseAsync().catch(fail);
