import { createHash, randomInt } from 'node:crypto';
import { CODE_ALPHABET, CODE_LENGTH, RECOVERY_CODES } from '../../../domain/platform/access/factors.js';

/** Codes as they were made, without their hyphens: each for one sign-in of somebody who lost their factor. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () =>
    Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join(''),
  );

/** 80 random bits need no slow hash. It is of one person only, so that equal codes are not seen to be. */
export const hashOfCode = (userId: string, code: string): string =>
  createHash('sha256').update(`recovery code of ${userId}: ${code}`).digest('hex');
