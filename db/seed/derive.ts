import { createHmac } from 'node:crypto';

/** Demo credentials follow from the installation's own key: the same at each start, and different everywhere else. */
export interface Derive {
  /** Short and typeable: `demo-k3x9qp`. */
  password(userId: string): string;
  /** Standard Webhooks. */
  secret(endpointId: string): string;
}

/** Without letters and digits that look alike. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 6;

export function deriveFrom(secretsKey: string): Derive {
  const bytes = (purpose: string): Buffer => createHmac('sha256', secretsKey).update(`pinggo demo ${purpose}`).digest();
  return {
    password: (userId) =>
      `demo-${[...bytes(`password ${userId}`).subarray(0, LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')}`,
    secret: (endpointId) => `whsec_${bytes(`secret ${endpointId}`).toString('base64')}`,
  };
}
