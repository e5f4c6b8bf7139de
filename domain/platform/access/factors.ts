import type { Role } from './roles.js';
import type { SecondFactor, SignedInBy } from './sessions.js';

/** What shows, beside a password or in its place, that somebody is who they say: an app that makes codes, or a passkey. */
export const FACTOR_KINDS = ['TOTP', 'PASSKEY'] as const;
export type FactorKind = (typeof FACTOR_KINDS)[number];

/** What of a person's factors counts: confirmed ones only. */
export interface OwnFactors {
  totp: boolean;
  passkeys: number;
  recoveryCodes: number;
}

export const hasFactor = ({ totp, passkeys }: OwnFactors): boolean => totp || passkeys > 0;

/** What somebody can be asked for. Without a factor there is nothing that a recovery code could stand for. */
export const answersOf = ({ totp, passkeys, recoveryCodes }: OwnFactors): SecondFactor[] => [
  ...(totp ? (['TOTP'] as const) : []),
  ...(passkeys > 0 ? (['PASSKEY'] as const) : []),
  ...((totp || passkeys > 0) && recoveryCodes > 0 ? (['RECOVERY_CODE'] as const) : []),
];

/** Whether somebody must have one: who administers an org, or runs the installation, where the org, or the platform, says so. */
export const mustHaveFactor = (role: Role, factorForAdmins: boolean): boolean =>
  factorForAdmins && (role === 'ADMIN' || role === 'OPERATOR');

/**
 * What is still asked of somebody who has shown who they are. Whoever has a factor is asked for it, whichever way they came: a
 * mailbox or another company's log-in may be a thief's. A passkey is two factors in one: a device, and what unlocks it.
 */
export function askedOf(
  by: SignedInBy,
  own: OwnFactors,
  { role, factorForAdmins }: { role: Role; factorForAdmins: boolean },
): 'NOTHING' | 'FACTOR' | 'SET_UP' {
  if (by === 'PASSKEY') return 'NOTHING';
  if (hasFactor(own)) return 'FACTOR';
  return mustHaveFactor(role, factorForAdmins) ? 'SET_UP' : 'NOTHING';
}

/** Whether one may be taken away: not the last of somebody who must have one. */
export const mayLose = (kind: FactorKind, own: OwnFactors, mustHaveOne: boolean): boolean =>
  !mustHaveOne || hasFactor(kind === 'TOTP' ? { ...own, totp: false } : { ...own, passkeys: own.passkeys - 1 });

export const RECOVERY_CODES = 10;
/** Without those that are taken for each other: `I`, `L`, `O`, `U`. */
export const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const CODE_LENGTH = 16;

/** `7K2M-…-…-…`, as people copy it. */
export const codeWords = (code: string): string => code.match(/.{1,4}/g)!.join('-');

/** @returns the code as it was made, however it was typed; null: it cannot be one */
export function foldCode(typed: string): string | null {
  const code = typed
    .toUpperCase()
    .replace(/[\s-]+/g, '')
    .replace(/[IL]/g, '1')
    .replaceAll('O', '0');
  return code.length === CODE_LENGTH && [...code].every((letter) => CODE_ALPHABET.includes(letter)) ? code : null;
}
