import pg from 'pg';
import { v7 as newId } from 'uuid';
import { expect, it } from 'vitest';
import { openDatabase } from '../../../../db/client.js';
import { takeInLeads } from '../../../../db/leads/queries/intake.js';
import { migrate } from '../../../../db/migrate.js';
import { migrateUpTo } from '../../../support/older-schema.js';
import { newLead } from '../../../support/new-lead.js';
import { createTestDatabase } from '../../../support/stack.js';

const [ORG, WEB, ADS, CRM, GHL, KEY] = [newId(), newId(), newId(), newId(), newId(), newId()];

it('gives every stored lead the identity of its endpoint or sender, and loses none', async () => {
  const ids = new Map<string, string>();
  const idOf = (name: string) => ids.get(name)!;
  const database = await createTestDatabase('identity', async (ownerUrl) => {
    await migrateUpTo(ownerUrl, 14);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    try {
      await owner.query("INSERT INTO orgs (id, name) VALUES ($1, 'Org')", [ORG]);
      for (const [id, source, adapter] of [
        [WEB, 'web', 'standard'],
        [ADS, 'ads', 'standard'],
        [CRM, 'crm', 'standard'],
        [GHL, 'ghl', 'gohighlevel'],
      ])
        await owner.query('INSERT INTO endpoints (org_id, id, name, source, adapter) VALUES ($1, $2, $3, $3, $4)', [
          ORG,
          id,
          source,
          adapter,
        ]);
      const add = async (
        name: string,
        endpoint: string | null,
        source: string,
        externalId: string | null,
        actor?: string,
      ) => {
        const id = newId();
        ids.set(name, id);
        await owner.query(
          `INSERT INTO leads (org_id, id, endpoint_id, source, external_id, name, received_at) VALUES ($1, $2, $3, $4, $5, $6, now())`,
          [ORG, id, endpoint, source, externalId, name],
        );
        if (actor)
          await owner.query(
            `INSERT INTO audit (org_id, at, actor_type, actor_id, action, entity_type, entity_id, lead_id)
             VALUES ($1, now(), 'api_key', $2, 'sales.lead.created', 'lead', $3, $4)`,
            [ORG, actor, id, id],
          );
        return id;
      };
      // One endpoint with one id in three sources: until now three leads.
      await add('partner of web', WEB, 'partner', 'x-1');
      await add('web', WEB, 'web', 'x-1');
      await add('fair of web', WEB, 'fair', 'x-1');
      await add('elsewhere', ADS, 'ads', 'x-1');
      await add('by key', null, 'api', 'x-1', KEY);
      await add('by key again', null, 'shop', 'x-1', KEY);
      await add('nobody knows', null, 'import', 'x-1');
      await add('without id', WEB, 'web', null);
      await owner.query(
        `INSERT INTO proofs (org_id, id, lead_id, kind, occurred_at, received_at, actor_type, actor_id)
         SELECT $1, gen_random_uuid(), l.lead, 'CALL_LOGGED', now(), now(), 'endpoint', l.endpoint
         FROM (VALUES ($2::uuid, $3), ($2::uuid, $4)) AS l(lead, endpoint)`,
        [ORG, idOf('web'), WEB, CRM],
      );
      await migrate(ownerUrl);
    } finally {
      await owner.end();
    }
  });
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  const db = openDatabase(database.appUrl, { role: 'pinggo_app', poolSize: 2 });
  try {
    await owner.connect();
    const { rows: kinds } = await owner.query('SELECT source, kind, proofs_for FROM endpoints ORDER BY source');
    expect(kinds).toEqual([
      { source: 'ads', kind: 'FORM', proofs_for: null },
      { source: 'crm', kind: 'CRM', proofs_for: null },
      { source: 'ghl', kind: 'CRM', proofs_for: null },
      { source: 'web', kind: 'FORM', proofs_for: null },
    ]);
    const { rows: leads } = await owner.query<{ name: string; scope: string | null }>(
      'SELECT name, identity_scope AS scope FROM leads',
    );
    expect(Object.fromEntries(leads.map(({ name, scope }) => [name, scope]))).toEqual({
      'partner of web': 'source:partner',
      web: null,
      'fair of web': 'source:fair',
      elsewhere: null,
      'by key': 'source:api',
      'by key again': `api_key:${KEY}`,
      'nobody knows': 'source:import',
      'without id': null,
    });

    const known = async (endpointId: string | null, actor: 'endpoint' | 'api_key', actorId: string) => {
      const taken = await takeInLeads(
        db,
        { orgId: ORG, endpointId, actor: { type: actor, id: actorId }, traceId: null, inbox: null },
        [newLead({ source: 'any', externalId: 'x-1', email: 'ana@example.com' })],
      );
      return taken.verdict === 'OTHER_BODY' ? null : taken;
    };
    expect(await known(WEB, 'endpoint', WEB)).toEqual({ verdict: 'DUPLICATE', leadIds: [idOf('web')] });
    expect(await known(ADS, 'endpoint', ADS)).toEqual({ verdict: 'DUPLICATE', leadIds: [idOf('elsewhere')] });
    expect(await known(null, 'api_key', KEY)).toEqual({ verdict: 'DUPLICATE', leadIds: [idOf('by key again')] });
    expect(await known(null, 'api_key', newId())).toMatchObject({ verdict: 'CREATED' });
    expect(await known(CRM, 'endpoint', CRM)).toMatchObject({ verdict: 'CREATED' });
  } finally {
    await db.close();
    await owner.end();
    await database.drop();
  }
});
