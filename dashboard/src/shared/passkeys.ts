import type { Schemas } from '../api/client';

type Options = Schemas['PasskeyOptions'];
type Answer = Schemas['FactorAnswer']['passkey'] & {};

/** Whether this browser knows passkeys, and this address may have some: one that is a number may not. */
export const knowsPasskeys = 'PublicKeyCredential' in window && !/^[\d.]+$|^\[/.test(location.hostname);

/** Asks the browser for a passkey. @returns null when its person did not want to, or waited too long */
export async function askForPasskey(options: Options): Promise<Answer | null> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  return orNothing(startAuthentication({ optionsJSON: options }));
}

/** Has the browser make a passkey. @returns null as above */
export async function makePasskey(options: Options): Promise<Answer | null> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  return orNothing(startRegistration({ optionsJSON: options as never }));
}

/** Browsers say the same of a person who closed the question and of one who never answered. */
async function orNothing(answer: Promise<object>): Promise<Answer | null> {
  try {
    return (await answer) as Answer;
  } catch (error) {
    if (error instanceof Error && ['NotAllowedError', 'AbortError'].includes(error.name)) return null;
    throw error;
  }
}
