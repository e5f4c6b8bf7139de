import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Express } from 'express';
import pino from 'pino';
import { Registry } from 'prom-client';
import { Webhook } from 'standardwebhooks';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import { createApp } from '../../api/app.js';
import { createTokens, type Tokens } from '../../api/platform/crypto/tokens.js';
import type { ApiOptions } from '../../api/deps.js';
import { DeliveryNotes } from '../../api/leads/intake/delivery-notes.js';
import type { AdapterName } from '../../api/leads/intake/adapters/index.js';
import { openDatabase, type Database } from '../../db/client.js';
import { openRights } from '../../api/platform/rights.js';
import { secretPlace } from '../../db/leads/endpoint-secrets.js';
import { createSecretBox, type SecretBox } from '../../db/platform/secret-box.js';
import type { Role } from '../../domain/platform/access/roles.js';
import { apiOptions } from './api-options.js';
import { createTestDatabase, type TestDatabase } from './stack.js';
import { ensurePerson, World } from './world.js';

export interface TestEndpoint {
  id: string;
  secret: string;
}

/** The members of our answers that tests look at. */
export interface AnswerBody {
  [member: string]: unknown;
  leadId: string;
  leadIds: string[];
  proofId: string;
  commandId: string;
  duplicate: boolean;
  items: { id: string; [member: string]: unknown }[];
  nextCursor: string | null;
  title: string;
  error: { code: string; details: { trace_id?: string; issues: { path: string; message: string }[] } };
  firstContact: { p50: string | null; p90: string | null; attainment: number | null };
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: AnswerBody;
}

/** What supertest sends, with answers that have types. */
export interface Sent extends Promise<Answer> {
  set(headers: Record<string, string>): Sent;
  set(name: string, value: string): Sent;
  send(body?: string | object): Sent;
  serialize(write: (body: unknown) => string): Sent;
  expect(status: number, body?: unknown): Sent;
}

/** The real app over a real database, with the means to sign in and to sign deliveries. */
export class LeadApi {
  private constructor(
    readonly app: Express,
    readonly world: World,
    readonly database: TestDatabase,
    readonly db: Database,
    /** Written a moment after the answers that they are of. */
    readonly deliveries: DeliveryNotes,
    private readonly tokens: Tokens,
    private readonly box: SecretBox,
    private readonly closeRights: () => Promise<void>,
  ) {}

  static async open(name: string, change: Partial<ApiOptions> = {}): Promise<LeadApi> {
    const database = await createTestDatabase(name);
    const world = await World.create(database.ownerUrl);
    const db = openDatabase(database.appUrl, { role: 'pinggo_app', onError: () => undefined });
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const tokens = await createTokens(JSON.stringify(privateKey.export({ format: 'jwk' })));
    const box = createSecretBox(randomBytes(32).toString('base64'));
    const { rights, close: closeRights } = openRights(db);
    const log = pino({ level: 'silent' });
    const deliveries = new DeliveryNotes(db, log);
    const app = createApp({
      db,
      deliveries,
      rights,
      tokens,
      secrets: box,
      log,
      metrics: new Registry(),
      temporalUp: () => Promise.resolve(true),
      options: { ...apiOptions, ...change },
    });
    return new LeadApi(app, world, database, db, deliveries, tokens, box, closeRights);
  }

  async close(): Promise<void> {
    await this.closeRights();
    await this.db.close();
    await this.world.close();
    await this.database.drop();
  }

  async addEndpoint(
    options: { adapter?: AdapterName; source?: string; secret?: string; orgId?: string } = {},
  ): Promise<TestEndpoint> {
    const id = newId();
    const orgId = options.orgId ?? this.world.orgId;
    await this.world.sql.query(
      `INSERT INTO endpoints (org_id, id, name, source, adapter) VALUES ($1, $2, 'test', $3, $4)`,
      [orgId, id, options.source ?? 'web', options.adapter ?? 'standard'],
    );
    const secret = options.secret ?? `whsec_${randomBytes(24).toString('base64')}`;
    await this.addSecret({ id, secret }, orgId);
    return { id, secret };
  }

  async addSecret(
    { id, secret }: TestEndpoint,
    orgId = this.world.orgId,
    ends: { expireAt?: Date; revokedAt?: Date } = {},
  ): Promise<void> {
    await this.world.sql.query(
      `INSERT INTO endpoint_secrets (org_id, id, endpoint_id, ciphertext, expire_at, revoked_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [
        orgId,
        newId(),
        id,
        this.box.encrypt(secret, secretPlace(orgId, id)),
        ends.expireAt ?? null,
        ends.revokedAt ?? null,
      ],
    );
  }

  call(method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string): Sent {
    return request(this.app)[method](path);
  }

  /** Headers of Standard Webhooks for a body. */
  signed(secret: string, body: string, id = `msg_${newId()}`, at = new Date()): Record<string, string> {
    return {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    };
  }

  /** Posts a signed body, to the lead webhook unless another path is named. */
  deliver(
    endpoint: TestEndpoint,
    body: unknown,
    options: { id?: string; at?: Date; path?: 'webhook' | 'proofs' } = {},
  ): Sent {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.call('post', `/api/intake/${options.path ?? 'webhook'}/${endpoint.id}`)
      .set(this.signed(endpoint.secret, text, options.id, options.at))
      .send(text);
  }

  /** A bearer token of somebody of this org (or another), who is added when they are not there. */
  async tokenOf(userId: string, role: Role, orgId = this.world.orgId): Promise<string> {
    await ensurePerson(this.world.sql, orgId, userId, role);
    return `Bearer ${await this.tokens.sign({ sub: userId, org: orgId, role, name: 'Somebody' })}`;
  }

  manager(): Promise<string> {
    return this.tokenOf(this.world.managerId, 'MANAGER');
  }

  /** Rows of the tables that a delivery writes. */
  async counts(): Promise<Record<'leads' | 'inbox_keys' | 'audit' | 'outbox' | 'proofs', number>> {
    return this.world.one(
      `SELECT (SELECT count(*) FROM leads) AS leads, (SELECT count(*) FROM inbox_keys) AS inbox_keys,
         (SELECT count(*) FROM audit) AS audit, (SELECT count(*) FROM outbox) AS outbox,
         (SELECT count(*) FROM proofs) AS proofs`,
    );
  }

  /** Does something, and tells what it stored of what a delivery writes: so a test can say that nothing was. */
  async stored(work: () => Promise<unknown>): Promise<Record<string, number>> {
    const before = await this.counts();
    await work();
    const after = await this.counts();
    return Object.fromEntries(
      Object.entries(after).map(([table, count]) => [table, count - before[table as keyof typeof before]]),
    );
  }
}
