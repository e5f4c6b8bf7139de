import { Secret, TOTP } from 'otpauth';
import type { SecretBox } from '../../../db/platform/secret-box.js';
import { factorPlace } from '../../../db/platform/factor-secrets.js';

const STEP_SECONDS = 30;
/** A device's clock may be wrong by one step. */
const WINDOW = 1;

/** What an app that makes codes is given, as a picture and as text. */
export interface TotpSetup {
  /** base32 */
  secret: string;
  /** `otpauth://…` */
  uri: string;
}

/** @param account how the app calls it: the person's e-mail, and the org */
export function newTotp(account: { org: string; email: string }): TotpSetup {
  const secret = new Secret({ size: 20 });
  // An issuer ends at a colon.
  const issuer = `Pinggo ${account.org.replaceAll(':', ' ')}`;
  return { secret: secret.base32, uri: new TOTP({ issuer, label: account.email, secret }).toString() };
}

/** @param id of the factor: sealed for it, it opens for no other one */
export const sealTotp = (secrets: SecretBox, orgId: string, id: string, secret: string): string =>
  secrets.encrypt(secret, factorPlace(orgId, id));

/**
 * @returns the step of 30 seconds that a code is of; null: it is wrong
 */
export function stepOf(
  secrets: SecretBox,
  factor: { orgId: string; id: string; secret: string },
  code: string,
  now: Date,
): number | null {
  const secret = Secret.fromBase32(secrets.decrypt(factor.secret, factorPlace(factor.orgId, factor.id)));
  const timestamp = now.getTime();
  const steps = new TOTP({ secret, period: STEP_SECONDS }).validate({ token: code, timestamp, window: WINDOW });
  return steps === null ? null : Math.floor(timestamp / 1_000 / STEP_SECONDS) + steps;
}
