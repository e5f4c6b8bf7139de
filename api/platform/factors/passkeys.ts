import { createHash } from 'node:crypto';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { NewPasskey, Passkey } from '../../../db/platform/queries/factors.js';
import { CHALLENGE_MS } from './challenges.js';

/** Loading it takes a third of a second, which a start should not. */
const library = () => import('@simplewebauthn/server');

/** Whose passkeys they are: browsers give them to pages of this address only. */
interface RelyingParty {
  id: string;
  origin: string;
}

export const relyingParty = ({ publicUrl }: { publicUrl: string }): RelyingParty => {
  const { hostname, origin } = new URL(publicUrl);
  return { id: hostname, origin };
};

type Known = Pick<Passkey, 'credentialId' | 'transports'>;
const named = (passkeys: readonly Known[]) =>
  passkeys.map(({ credentialId, transports }) => ({ id: credentialId, transports }));

/** Of a person, for their device only: says nothing of them, and finds their passkey again when they make another. */
const handleOf = (orgId: string, userId: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(`${orgId}/${userId}`).digest());

/** What a browser is told to make a passkey by. */
export const creationOptions = async (
  party: RelyingParty,
  person: { orgId: string; userId: string; email: string; name: string },
  known: readonly Known[],
): Promise<PublicKeyCredentialCreationOptionsJSON> =>
  (await library()).generateRegistrationOptions({
    rpID: party.id,
    rpName: 'Pinggo',
    userID: handleOf(person.orgId, person.userId),
    userName: person.email,
    userDisplayName: person.name,
    timeout: CHALLENGE_MS,
    excludeCredentials: named(known),
    // Found without an e-mail, and unlocked by whom it belongs to: so it needs no password beside it.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });

/**
 * What a browser is told to ask for a passkey by.
 * @param known those of whoever is asked; none: whoever has one for us may come
 */
export const requestOptions = async (
  party: RelyingParty,
  known: readonly Known[] = [],
): Promise<PublicKeyCredentialRequestOptionsJSON> =>
  (await library()).generateAuthenticationOptions({
    rpID: party.id,
    timeout: CHALLENGE_MS,
    userVerification: 'required',
    ...(known.length > 0 && { allowCredentials: named(known) }),
  });

/** @returns the passkey that was made; null: what came is none, or not for what was asked */
export async function madePasskey(
  party: RelyingParty,
  challenge: string,
  response: unknown,
): Promise<Omit<NewPasskey, 'userId' | 'name'> | null> {
  const { verifyRegistrationResponse } = await library();
  const made = await quiet(() =>
    verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
    }),
  );
  if (!made?.verified) return null;
  const { id, publicKey, counter, transports = [] } = made.registrationInfo.credential;
  return { credentialId: id, publicKey: Buffer.from(publicKey).toString('base64url'), counter, transports };
}

/** @returns the passkey's counter after this use; null: it is not this passkey's answer to what was asked */
export async function usedPasskey(
  party: RelyingParty,
  challenge: string,
  passkey: Passkey,
  response: unknown,
): Promise<number | null> {
  const { verifyAuthenticationResponse } = await library();
  const used = await quiet(() =>
    verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        counter: passkey.counter,
        transports: passkey.transports,
      },
    }),
  );
  return used?.verified ? used.authenticationInfo.newCounter : null;
}

/** What a client sent is not believed: whatever the library finds wrong with it, it is no passkey. */
async function quiet<T>(verify: () => Promise<T>): Promise<T | null> {
  try {
    return await verify();
  } catch {
    return null;
  }
}
