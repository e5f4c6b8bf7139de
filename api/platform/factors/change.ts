import type { OrgTransaction } from '../../../db/client.js';
import {
  deleteRecoveryCodes,
  lockFactors,
  ownFactors,
  replaceRecoveryCodes,
  type FactorRow,
} from '../../../db/platform/queries/factors.js';
import { signInRules } from '../../../db/platform/queries/orgs.js';
import { releaseSessions } from '../../../db/platform/queries/sessions.js';
import {
  codeWords,
  hasFactor,
  mayLose,
  mustHaveFactor as mustHave,
  type FactorKind,
} from '../../../domain/platform/access/factors.js';
import type { Caller } from '../../http/access.js';
import { conflict } from '../../http/errors.js';
import type { PlatformDeps } from '../deps.js';
import { whoIs } from '../rights.js';
import { demandProof, signedPerson } from './proof.js';
import { hashOfCode, newRecoveryCodes } from './recovery-codes.js';

interface Changing {
  caller: Caller;
  deps: PlatformDeps;
}

/** Changes one's own factors, one after the other, if one showed who one is a short while ago. @throws ApiError 409 */
export async function changeFactors<T>(
  { caller, deps }: Changing,
  change: (tx: OrgTransaction, userId: string) => Promise<T>,
): Promise<T> {
  const signed = signedPerson(caller);
  const changed = await deps.db.inOrg(caller.orgId, async (tx) => {
    await lockFactors(tx, signed.userId);
    await demandProof(tx, signed, deps.clock());
    return change(tx, signed.userId);
  });
  // Who had to set one up may do what their role may, from now on.
  deps.rights.changed(whoIs(caller.orgId, signed.userId));
  return changed;
}

/** Of new codes; the ones before count for nothing any more. */
export async function makeCodes(tx: OrgTransaction, userId: string, now: Date): Promise<string[]> {
  const codes = newRecoveryCodes();
  await replaceRecoveryCodes(
    tx,
    userId,
    codes.map((code) => hashOfCode(userId, code)),
    now,
  );
  return codes.map(codeWords);
}

/** What follows a factor that counts from now on. @returns recovery codes, where there were none left */
export async function afterAdded(tx: OrgTransaction, userId: string, now: Date): Promise<string[] | null> {
  await releaseSessions(tx, userId);
  const { recoveryCodes } = await ownFactors(tx, userId);
  return recoveryCodes > 0 ? null : makeCodes(tx, userId, now);
}

/** Whether the org insists on a factor of this person. */
export async function mustHaveFactor(tx: OrgTransaction, caller: Caller): Promise<boolean> {
  const { factorForAdmins } = await signInRules(tx);
  return caller.kind === 'user' && mustHave(caller.role, factorForAdmins);
}

/** @throws ApiError 409 when it is the last of somebody who must have one */
export async function checkMayLose(
  tx: OrgTransaction,
  caller: Caller,
  userId: string,
  kind: FactorKind,
): Promise<void> {
  if (mayLose(kind, await ownFactors(tx, userId), await mustHaveFactor(tx, caller))) return;
  throw conflict('Your organisation asks for a second factor, and this is the last one', ['Set up another one first.']);
}

/** Without a factor, recovery codes stand for nothing. */
export async function afterRemoved(tx: OrgTransaction, userId: string): Promise<void> {
  if (!hasFactor(await ownFactors(tx, userId))) await deleteRecoveryCodes(tx, userId);
}

/** As the audit log tells of it. */
export const toldFactor = ({ kind, name, userId }: Pick<FactorRow, 'kind' | 'name' | 'userId'>) => ({
  kind,
  name,
  userId,
});
