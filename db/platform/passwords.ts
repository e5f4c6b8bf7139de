import { hash, verify } from '@node-rs/argon2';
import { asHashed } from '../../domain/platform/access/password.js';

// OWASP's second profile for Argon2id (the library's default algorithm): 19 MiB, two passes.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Argon2id, as a PHC string, of the password in one form of Unicode. */
export const hashPassword = (password: string): Promise<string> => hash(asHashed(password), COST);

let dummy: Promise<string> | undefined;

/**
 * Whether the password fits the hash. Without a hash (unknown person, open invitation) it takes as long and says no. One that
 * was chosen before passwords had one form is taken as it was typed, too.
 */
export async function checkPassword(stored: string | null, password: string): Promise<boolean> {
  dummy ??= hashPassword('nobody has this password');
  const against = stored ?? (await dummy);
  const fits =
    (await verify(against, asHashed(password))) ||
    (asHashed(password) !== password && (await verify(against, password)));
  return stored !== null && fits;
}
