import type { OrgTransaction } from '../../../db/client.js';
import { findPasskey, findTotp, usePasskey, useRecoveryCode, useStep } from '../../../db/platform/queries/factors.js';
import { foldCode } from '../../../domain/platform/access/factors.js';
import type { SecondFactor } from '../../../domain/platform/access/sessions.js';
import type { PlatformDeps } from '../deps.js';
import { relyingParty, usedPasskey } from './passkeys.js';
import { hashOfCode } from './recovery-codes.js';
import { stepOf } from './totp.js';

type Deps = Pick<PlatformDeps, 'clock' | 'options' | 'secrets'>;

/** By one of these somebody answers. */
export interface GivenFactor {
  code?: string | undefined;
  recoveryCode?: string | undefined;
  /** As the browser says it. */
  passkey?: { id: string } | undefined;
}

/**
 * Looks at what somebody gave, and uses it up: the same counts once, also at the same instant.
 * @param asked the challenge that a passkey has to answer; null: none was asked for
 * @returns by what they have shown it; null: it is wrong, or was used
 */
export async function checkFactor(
  deps: Deps,
  tx: OrgTransaction,
  userId: string,
  { code, recoveryCode, passkey }: GivenFactor,
  asked: string | null,
): Promise<SecondFactor | null> {
  const now = deps.clock();
  if (code !== undefined) {
    const totp = await findTotp(tx, userId, true);
    const step = totp && stepOf(deps.secrets, totp, code, now);
    return totp && step !== null && (await useStep(tx, totp.id, step, now)) ? 'TOTP' : null;
  }
  if (recoveryCode !== undefined) {
    const folded = foldCode(recoveryCode);
    const isUsed = folded !== null && (await useRecoveryCode(tx, userId, hashOfCode(userId, folded), now));
    return isUsed ? 'RECOVERY_CODE' : null;
  }
  if (passkey === undefined || asked === null) return null;
  const known = await findPasskey(tx, userId, passkey.id);
  const counter = known && (await usedPasskey(relyingParty(deps.options), asked, known, passkey));
  return known && counter !== null && (await usePasskey(tx, known.id, counter, now)) ? 'PASSKEY' : null;
}
