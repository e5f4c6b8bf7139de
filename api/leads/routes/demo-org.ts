import { randomBytes } from 'node:crypto';
import { v7 as newId } from 'uuid';
import type { OrgTransaction } from '../../../db/client.js';
import { writeLeadAudit } from '../../../db/leads/queries/audit.js';
import { workUnderWay } from '../../../db/leads/queries/under-way.js';
import { hashPassword } from '../../../db/platform/passwords.js';
import { deleteDemoOrganisation, demoOf, foundDemoOrganisation } from '../../../db/platform/queries/demo-org.js';
import { findOrg } from '../../../db/platform/queries/orgs.js';
import { anotherDemo } from '../../../db/seed/another.js';
import { carpat } from '../../../db/seed/carpat.js';
import { writeOrg } from '../../../db/seed/write.js';
import type { Role } from '../../../domain/platform/access/roles.js';
import { workflowIdsOf } from '../workflow-ids.js';
import { iso } from '../../http/contract.js';
import { conflict, notFound } from '../../http/errors.js';
import { stampOf } from '../../http/stamp.js';
import * as contracts from '../contract/demo-org.js';
import { route } from '../deps.js';
import { newWebhookSecret } from '../../platform/crypto/webhook-secret.js';

/** Whose eyes a desk is looked at with; the others are there to be given work. */
const SHOWN: readonly Role[] = ['ADMIN', 'MANAGER', 'REP'];

async function describe(tx: OrgTransaction) {
  const org = await findOrg(tx);
  if (!org) return null;
  const { rows } = await tx.client.query<{ name: string; email: string; role: Role }>(
    `SELECT DISTINCT ON (role) name, email, role FROM users WHERE org_id = $1 AND role = ANY ($2::text[]) AND status = 'ACTIVE'
     ORDER BY role, capacity DESC, id`,
    [tx.orgId, SHOWN],
  );
  const people = [...rows].sort((one, other) => SHOWN.indexOf(one.role) - SHOWN.indexOf(other.role));
  return { id: org.id, name: org.name, createdAt: iso(org.createdAt), people };
}

export const demoOrgRoutes = [
  route(contracts.getDemoOrg, async ({ caller, deps }) => {
    const { id, isDemo } = await deps.db.readOrg(caller.orgId, async (tx) => ({
      id: await demoOf(tx),
      isDemo: ((await findOrg(tx))?.demoOf ?? null) !== null,
    }));
    const demo = id === null ? null : await deps.db.readOrg(id, describe);
    return { status: 200, body: { demo, isDemo } };
  }),

  route(contracts.makeDemoOrg, async (context) => {
    const { caller, deps } = context;
    const stamp = stampOf(context);
    const id = newId();
    const password = `demo-${randomBytes(9).toString('base64url')}`;
    // Before the transaction: hashing takes long.
    const passwordHash = await hashPassword(password);
    const org = anotherDemo(carpat, id, `${carpat.name} (demo)`, `demo-${id.slice(-8)}`);
    const tools = {
      derive: { password: () => password, secret: newWebhookSecret },
      box: deps.secrets,
      now: stamp.at,
      passwordHash,
    };
    const demo = await deps.db.inOrg(id, async (tx) => {
      const made = await foundDemoOrganisation(tx, caller.orgId, { ...org, country: 'RO' }, stamp.at);
      if (!made)
        throw conflict('There is a demo already, or this is one', [
          'Throw the one that is there away before you make another.',
        ]);
      await writeOrg(tx, org, tools);
      return describe(tx);
    });
    await deps.db.inOrg(caller.orgId, (tx) =>
      writeLeadAudit(tx, {
        ...stamp,
        action: 'demo_org.created',
        entity: { type: 'organisation', id },
        after: { name: org.name },
      }),
    );
    return { status: 201, body: { demo: demo!, password } };
  }),

  route(contracts.throwDemoOrgAway, async (context) => {
    const { caller, deps } = context;
    const stamp = stampOf(context);
    const id = await deps.db.inOrg(caller.orgId, demoOf);
    if (id === null) throw notFound('demo');
    const underWay = await deps.db.inOrg(id, workUnderWay);
    const rows = await deps.db.inOrg(caller.orgId, async (tx) => {
      const deleted = await deleteDemoOrganisation(tx);
      // Somebody else was faster.
      if (deleted === 0) throw notFound('demo');
      const entity = { type: 'organisation', id };
      await writeLeadAudit(tx, {
        ...stamp,
        action: 'demo_org.thrown_away',
        entity,
        before: { name: carpat.name },
        after: {},
      });
      return deleted;
    });
    // What is missed here ends by itself: a lead that is gone fails its workflow for good.
    await deps.endWorkflows(workflowIdsOf(id, underWay));
    return { status: 200, body: { rows } };
  }),
];
