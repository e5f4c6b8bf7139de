import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Express } from 'express';
import pg from 'pg';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import request, { type Test } from 'supertest';
import { v7 as newId } from 'uuid';
import { PLATFORM_ORG } from '../../db/platform/platform-org.js';
import { createApp, type ApiDeps, type ApiOptions } from '../../api/app.js';
import { createTokens, type Tokens } from '../../api/platform/crypto/tokens.js';
import { LiveEvents } from '../../api/platform/live/live-events.js';
import { openRights } from '../../api/platform/rights.js';
import { openDatabase, type Database } from '../../db/client.js';
import { hashPassword } from '../../db/platform/passwords.js';
import { createSecretBox, type SecretBox } from '../../db/platform/secret-box.js';
import type { Scope } from '../../domain/platform/access/grants.js';
import type { Role } from '../../domain/platform/access/roles.js';
import type { UserStatus } from '../../domain/platform/people/user-status.js';
import { apiOptions } from './api-options.js';
import { createTestDatabase, type TestDatabase } from './stack.js';
import { TcpProxy } from './tcp-proxy.js';

export interface Person {
  id: string;
  orgId: string;
  email: string;
  password: string;
  role: Role;
  token: string;
}

interface Replica {
  app: Express;
  close: () => Promise<unknown>;
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The real app over a database of its own, with two orgs that have everybody in them. */
export class AdminApi {
  readonly logged: string[] = [];
  now: Date | null = null;
  temporalUp = true;
  private readonly replicas: Replica[] = [];
  private constructor(
    readonly database: TestDatabase,
    readonly db: Database,
    readonly sql: pg.Pool,
    readonly tokens: Tokens,
    readonly secrets: SecretBox,
    readonly app: Express,
    /** The app's way to Postgres. */
    readonly postgres: TcpProxy,
    private readonly another: (heartbeatMs?: number) => Replica,
  ) {}

  static async start(
    name: string,
    options: Partial<ApiOptions> = {},
    heartbeatMs?: number,
    more: Partial<Pick<ApiDeps, 'txtRecords'>> = {},
  ): Promise<AdminApi> {
    const database = await createTestDatabase(name);
    const { hostname, port } = new URL(database.ownerUrl);
    const postgres = await TcpProxy.to({ host: hostname, port: Number(port || 5432) });
    const url = new URL(database.appUrl);
    url.hostname = '127.0.0.1';
    url.port = String(postgres.port);
    const db = openDatabase(url.href, { role: 'pinggo_app', poolSize: 6 });
    const sql = new pg.Pool({ connectionString: database.ownerUrl, max: 4 });
    sql.on('error', () => undefined);
    const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    // Set below: the app asks the instance for the time and for Temporal.
    const holder: { api?: AdminApi } = {};
    const clock = () => holder.api?.now ?? new Date();
    const tokens = await createTokens(JSON.stringify(jwk), clock);
    const secrets = createSecretBox(randomBytes(32).toString('base64'));
    const logged: string[] = [];
    const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
    const replica = (heartbeatMs?: number): Replica => {
      const live = new LiveEvents(db, log, heartbeatMs);
      const { rights, close } = openRights(db);
      const app = createApp({
        db,
        secrets,
        tokens,
        clock,
        log,
        live,
        rights,
        metrics: new Registry(),
        temporalUp: () => Promise.resolve(holder.api?.temporalUp ?? true),
        options: { ...apiOptions, ...options },
        ...more,
      });
      return { app, close: () => Promise.all([live.close(), close()]) };
    };
    const first = replica(heartbeatMs);
    const api = new AdminApi(database, db, sql, tokens, secrets, first.app, postgres, replica);
    api.replicas.push(first);
    Object.assign(api, { logged });
    holder.api = api;
    return api;
  }

  async addOrg(name: string, id: string = newId()): Promise<string> {
    await this.sql.query('INSERT INTO orgs (id, name, time_zone) VALUES ($1, $2, $3)', [id, name, 'Europe/Bucharest']);
    return id;
  }

  async addPerson(
    orgId: string,
    role: Role,
    more: { email?: string; password?: string | null; status?: UserStatus } = {},
  ): Promise<Person> {
    const id = newId();
    const email = more.email ?? `${role.toLowerCase()}-${id}@example.com`;
    const password = more.password ?? 'correct horse';
    const hash = more.password === null ? null : await hashPassword(password);
    await this.sql.query(
      `INSERT INTO users (org_id, id, email, name, role, status, password_hash) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [orgId, id, email, `${role} person`, role, more.status ?? 'ACTIVE', hash],
    );
    const org = orgId === PLATFORM_ORG ? null : orgId;
    const token = await this.tokens.sign({ sub: id, org, role, name: `${role} person` });
    return { id, orgId, email, password, role, token };
  }

  /** An API key of the org, made through the API. */
  async addKey(admin: Person, scopes: Scope[]): Promise<string> {
    const body: unknown = (
      await this.call('post', '/api/api-keys', admin.token).send({ name: 'key', scopes }).expect(201)
    ).body;
    return (body as { key: string }).key;
  }

  /** The same app once more, as another process beside this one. */
  replica(): Express {
    const replica = this.another();
    this.replicas.push(replica);
    return replica.app;
  }

  /** Somebody signs in. */
  async session(person: Person): Promise<{ token: string; refreshToken: string }> {
    const body: unknown = (await this.login(person.email, person.password).expect(200)).body;
    const { accessToken, refreshToken } = body as { accessToken: string; refreshToken: string };
    return { token: accessToken, refreshToken };
  }

  /** Not sent before it is awaited, or given a body. */
  call(method: Method, path: string, token?: string): Test {
    const test = request(this.app)[method](path);
    return token === undefined ? test : test.set('Authorization', `Bearer ${token}`);
  }

  login(email: string, password: string): Test {
    return this.call('post', '/api/auth/login').send({ email, password });
  }

  async stop(): Promise<void> {
    for (const replica of this.replicas) await replica.close();
    await this.db.close();
    await this.postgres.cut();
    await this.sql.end();
    await this.database.drop();
  }
}
