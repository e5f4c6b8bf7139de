import { secretPlace } from '../../../db/leads/endpoint-secrets.js';
import type { IntakeEndpoint } from '../../../db/leads/queries/intake.js';
import type { SecretBox } from '../../../db/platform/secret-box.js';

const MAX_KEPT = 10_000;
const kept = new WeakMap<SecretBox, Map<string, string>>();

/**
 * The plain texts of an endpoint's secrets. Decrypted once a process: what is cached is how to read a ciphertext, not
 * whether it still counts, which the database says at each delivery.
 * @throws Error when a ciphertext cannot be read, e.g. because its key is missing: a fault of ours, not of the sender.
 */
export function plainSecrets(
  box: SecretBox,
  { orgId, id, secrets }: Pick<IntakeEndpoint, 'orgId' | 'id' | 'secrets'>,
): string[] {
  const place = secretPlace(orgId, id);
  const cache = kept.get(box) ?? new Map<string, string>();
  kept.set(box, cache);
  return secrets.map((ciphertext) => {
    // It opens at its place only: what was opened there is no other's.
    const key = `${place} ${ciphertext}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const plain = box.decrypt(ciphertext, place);
    const oldest = cache.size >= MAX_KEPT ? cache.keys().next() : undefined;
    if (oldest?.done === false) cache.delete(oldest.value);
    cache.set(key, plain);
    return plain;
  });
}
