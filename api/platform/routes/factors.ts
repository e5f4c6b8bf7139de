import { checkPassword } from '../../../db/platform/passwords.js';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import { findPerson, passwordHashOf } from '../../../db/platform/queries/auth.js';
import { tryChallenge, useUpChallenge } from '../../../db/platform/queries/challenges.js';
import {
  beginTotp,
  deleteFactor,
  findTotp,
  insertPasskey,
  listFactors,
  ownFactors,
  renamePasskey,
  useStep,
} from '../../../db/platform/queries/factors.js';
import { updateSession } from '../../../db/platform/queries/sessions.js';
import type { OrgTransaction } from '../../../db/client.js';
import { hasFactor } from '../../../domain/platform/access/factors.js';
import { PROOF_MS } from '../../../domain/platform/access/sessions.js';
import { iso, isoOrNull } from '../../http/contract.js';
import { conflict, unauthorized, validation } from '../../http/errors.js';
import { stampOf } from '../../http/stamp.js';
import * as contracts from '../contract/factors.js';
import { route, type PlatformDeps } from '../deps.js';
import { beginTry, factorRefused, tryFitted } from '../factors/attempts.js';
import { giveChallenge, MOST_ANSWERS, readChallenge, type Purpose } from '../factors/challenges.js';
import {
  afterAdded,
  afterRemoved,
  changeFactors,
  checkMayLose,
  makeCodes,
  mustHaveFactor,
  toldFactor,
} from '../factors/change.js';
import { checkFactor } from '../factors/check.js';
import { creationOptions, madePasskey, relyingParty, requestOptions } from '../factors/passkeys.js';
import { provedUntil, signedPerson } from '../factors/proof.js';
import { newTotp, sealTotp, stepOf } from '../factors/totp.js';

/** More are lost rather than used. */
const MOST_PASSKEYS = 20;

const passkeysOf = async (tx: OrgTransaction, userId: string) =>
  (await listFactors(tx, userId)).flatMap((row) =>
    row.credentialId === null ? [] : [{ ...row, credentialId: row.credentialId }],
  );

const passkeyOf = ({
  id,
  name,
  createdAt,
  lastUsedAt,
}: {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}) => ({
  id,
  name,
  createdAt: iso(createdAt),
  lastUsedAt: isoOrNull(lastUsedAt),
});

/** What a browser was asked, if this person was and may still answer. */
async function takeUp(
  deps: PlatformDeps,
  tx: OrgTransaction,
  { token, purpose, userId }: { token: string; purpose: Purpose; userId: string },
): Promise<string | null> {
  const given = readChallenge(token);
  if (given?.orgId !== tx.orgId) return null;
  const now = deps.clock();
  const row = await tryChallenge(tx, { hash: given.hash, purpose, most: MOST_ANSWERS, now });
  if (row?.userId !== userId || !(await useUpChallenge(tx, row.id, now))) return null;
  return (row.details as { passkey: string }).passkey;
}

const person = async (tx: OrgTransaction, userId: string) => {
  const found = await findPerson(tx, userId);
  if (!found) throw unauthorized('The person who is signed in is not there (any more)');
  return found;
};

/** What goes with a factor that was taken away, and the log's word of it. */
async function tellRemoved(
  tx: OrgTransaction,
  userId: string,
  gone: Parameters<typeof toldFactor>[0],
  stamp: ReturnType<typeof stampOf>,
): Promise<void> {
  await afterRemoved(tx, userId);
  await writeAudit(tx, {
    ...stamp,
    action: 'factor.removed',
    entity: { type: 'user', id: userId },
    before: toldFactor(gone),
  });
}

export const factorRoutes = [
  route(contracts.getFactors, async ({ caller, deps }) => {
    const signed = signedPerson(caller);
    const body = await deps.db.readOrg(caller.orgId, async (tx) => {
      const rows = (await listFactors(tx, signed.userId)).filter(({ confirmedAt }) => confirmedAt !== null);
      const totp = rows.find(({ kind }) => kind === 'TOTP');
      return {
        totp: totp ? { createdAt: iso(totp.createdAt), lastUsedAt: isoOrNull(totp.lastUsedAt) } : null,
        passkeys: rows.filter(({ kind }) => kind === 'PASSKEY').map(passkeyOf),
        recoveryCodesLeft: (await ownFactors(tx, signed.userId)).recoveryCodes,
        mustHaveOne: await mustHaveFactor(tx, caller),
        hasPassword: (await passwordHashOf(tx, signed.userId)) !== null,
        provedUntil: isoOrNull(await provedUntil(tx, signed, deps.clock())),
      };
    });
    return { status: 200, body };
  }),

  route(contracts.beginTotp, async (context) => ({
    status: 200,
    body: await changeFactors(context, async (tx, userId) => {
      if (await findTotp(tx, userId, true))
        throw conflict('There is an app that makes codes already', ['Take it away first.']);
      const { email, org } = await person(tx, userId);
      const setup = newTotp({ org: org.name, email });
      const seal = (id: string): string => sealTotp(context.deps.secrets, tx.orgId, id, setup.secret);
      await beginTotp(tx, userId, seal, context.deps.clock());
      return setup;
    }),
  })),

  route(contracts.confirmTotp, async (context) => {
    const { deps, body } = context;
    const stamp = stampOf(context);
    const recoveryCodes = await changeFactors(context, async (tx, userId) => {
      const totp = await findTotp(tx, userId, false);
      if (!totp) throw conflict('There is nothing to confirm', ['Begin to set the app up, and confirm it then.']);
      const step = stepOf(deps.secrets, totp, body.code, stamp.at);
      if (step === null || !(await useStep(tx, totp.id, step, stamp.at)))
        throw validation([
          {
            path: 'code',
            message: 'That is not the code that the app shows now. See that the clock of your device is right.',
          },
        ]);
      await writeAudit(tx, {
        ...stamp,
        action: 'factor.added',
        entity: { type: 'user', id: userId },
        after: toldFactor(totp),
      });
      return afterAdded(tx, userId, stamp.at);
    });
    return { status: 200, body: { recoveryCodes } };
  }),

  route(contracts.removeTotp, async (context) => {
    const stamp = stampOf(context);
    await changeFactors(context, async (tx, userId) => {
      await checkMayLose(tx, context.caller, userId, 'TOTP');
      const gone = await deleteFactor(tx, userId, { kind: 'TOTP' });
      if (!gone) return;
      await tellRemoved(tx, userId, gone, stamp);
    });
    return { status: 204 };
  }),

  route(contracts.beginPasskey, async (context) => ({
    status: 200,
    body: await changeFactors(context, async (tx, userId) => {
      const { deps } = context;
      const known = await passkeysOf(tx, userId);
      if (known.length >= MOST_PASSKEYS)
        throw conflict(`You have ${MOST_PASSKEYS} passkeys already`, ['Take away one that you do not use.']);
      const { email, name } = await person(tx, userId);
      const options = await creationOptions(
        relyingParty(deps.options),
        { orgId: tx.orgId, userId, email, name },
        known,
      );
      const details = { passkey: options.challenge };
      const challenge = await giveChallenge(tx, { purpose: 'NEW_PASSKEY', userId, details, now: deps.clock() });
      return { challenge, options: { ...options } };
    }),
  })),

  route(contracts.addPasskey, async (context) => {
    const { deps, body } = context;
    const stamp = stampOf(context);
    const added = await changeFactors(context, async (tx, userId) => {
      const asked = await takeUp(deps, tx, { token: body.challenge, purpose: 'NEW_PASSKEY', userId });
      const made = asked === null ? null : await madePasskey(relyingParty(deps.options), asked, body.passkey);
      // Returned, not thrown: what was asked is answered, however.
      if (!made) return null;
      const id = await insertPasskey(tx, { ...made, userId, name: body.name }, stamp.at);
      if (id === null) throw conflict('This passkey is set up already', ['Use it, or make another.']);
      const told = toldFactor({ kind: 'PASSKEY', name: body.name, userId });
      await writeAudit(tx, { ...stamp, action: 'factor.added', entity: { type: 'user', id: userId }, after: told });
      const passkey = passkeyOf({ id, name: body.name, createdAt: stamp.at, lastUsedAt: null });
      return { passkey, recoveryCodes: await afterAdded(tx, userId, stamp.at) };
    });
    if (!added)
      throw validation([
        { path: 'passkey', message: 'This is not the passkey that was asked for, or it came too late: begin again.' },
      ]);
    return { status: 201, body: added };
  }),

  route(contracts.renamePasskey, async (context) => {
    const { caller, deps, params, body } = context;
    const { userId } = signedPerson(caller);
    const stamp = stampOf(context);
    await deps.db.inOrg(caller.orgId, async (tx) => {
      const was = await renamePasskey(tx, userId, params.id, body.name);
      if (was === null) throw context.missing();
      if (was === body.name) return;
      const told = (name: string) => toldFactor({ kind: 'PASSKEY', name, userId });
      await writeAudit(tx, {
        ...stamp,
        action: 'factor.renamed',
        entity: { type: 'user', id: userId },
        before: told(was),
        after: told(body.name),
      });
    });
    return { status: 204 };
  }),

  route(contracts.removePasskey, async (context) => {
    const stamp = stampOf(context);
    await changeFactors(context, async (tx, userId) => {
      const known = await passkeysOf(tx, userId);
      if (!known.some(({ id }) => id === context.params.id)) throw context.missing();
      await checkMayLose(tx, context.caller, userId, 'PASSKEY');
      const gone = (await deleteFactor(tx, userId, { id: context.params.id }))!;
      await tellRemoved(tx, userId, gone, stamp);
    });
    return { status: 204 };
  }),

  route(contracts.makeRecoveryCodes, async (context) => {
    const stamp = stampOf(context);
    const recoveryCodes = await changeFactors(context, async (tx, userId) => {
      if (!hasFactor(await ownFactors(tx, userId)))
        throw conflict('Recovery codes stand for a second factor, and there is none', ['Set one up first.']);
      await writeAudit(tx, {
        ...stamp,
        action: 'factor.codes_made',
        entity: { type: 'user', id: userId },
        after: { userId },
      });
      return makeCodes(tx, userId, stamp.at);
    });
    return { status: 200, body: { recoveryCodes } };
  }),

  route(contracts.askProof, async ({ caller, deps }) => {
    const { userId } = signedPerson(caller);
    const body = await deps.db.inOrg(caller.orgId, async (tx) => {
      const known = await passkeysOf(tx, userId);
      if (known.length === 0) throw conflict('You have no passkey', ['Give your password, or a code.']);
      const options = await requestOptions(relyingParty(deps.options), known);
      const details = { passkey: options.challenge };
      const challenge = await giveChallenge(tx, { purpose: 'PROOF', userId, details, now: deps.clock() });
      return { challenge, options: { ...options } };
    });
    return { status: 200, body };
  }),

  route(contracts.giveProof, async ({ caller, deps, body, req }) => {
    const { userId, sessionId } = signedPerson(caller);
    if (sessionId === null)
      throw conflict('There is no session to show it in', ['Sign in, and ask again: that shows it, too.']);
    const tries = { what: 'proof', userId, address: req.ip } as const;
    await beginTry(deps, tries);
    const { password, challenge, ...factor } = body;
    const now = deps.clock();
    // Before the transaction: it takes long, and would hold a connection.
    const fits =
      password !== undefined &&
      (await checkPassword(await deps.db.readOrg(caller.orgId, (tx) => passwordHashOf(tx, userId)), password));
    const isProved = await deps.db.inOrg(caller.orgId, async (tx) => {
      const asked =
        challenge === undefined ? null : await takeUp(deps, tx, { token: challenge, purpose: 'PROOF', userId });
      if (!fits && (await checkFactor(deps, tx, userId, factor, asked)) === null) return false;
      await updateSession(tx, sessionId, { provedAt: now });
      return true;
    });
    if (!isProved) throw factorRefused();
    await tryFitted(deps, tries);
    return { status: 200, body: { provedUntil: iso(new Date(now.getTime() + PROOF_MS)) } };
  }),
];
