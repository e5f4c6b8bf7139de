import { authorizationCodeGrant, type Configuration } from 'openid-client';
import { asking, ProviderFailed, type SignOnProblem } from './problems.js';
import type { Providers, ProviderSettings } from './providers.js';
import { TRIAL_STEPS, type TrialStep } from './steps.js';

export interface TriedStep {
  step: TrialStep;
  outcome: 'DONE' | 'FAILED' | 'UNKNOWN';
  problem: SignOnProblem | null;
}

/** What happens before the metadata are read: where it fails by one of these, nothing was reached. */
const ON_THE_WAY: readonly SignOnProblem[] = [
  'NOT_HTTPS',
  'NOT_PUBLIC',
  'UNREACHABLE',
  'CERTIFICATE',
  'TIMEOUT',
  'PROVIDER_DOWN',
];
/** A token's instants may be so far from ours; the library allows half a minute. */
const MOST_SKEW_MS = 30_000;

/**
 * Asks a provider all that can be asked without a person, and goes on as far as it comes.
 * @param secret null: there is none to be tried
 */
export async function tryProvider(
  providers: Providers,
  settings: Omit<ProviderSettings, 'clientSecret'> & { clientSecret: string | null },
  redirectUri: string,
): Promise<TriedStep[]> {
  const steps: TriedStep[] = TRIAL_STEPS.map((step) => ({ step, outcome: 'UNKNOWN', problem: null }));
  const tell = (step: TrialStep, problem: SignOnProblem | null): void =>
    void Object.assign(
      steps.find((one) => one.step === step)!,
      { outcome: problem === null ? 'DONE' : 'FAILED', problem },
    );
  let found: { configuration: Configuration; skewMs: number | null };
  try {
    found = await providers.look({ ...settings, clientSecret: settings.clientSecret ?? 'none' });
  } catch (error) {
    const problem = problemOf(error);
    const isOnTheWay = ON_THE_WAY.includes(problem);
    if (!isOnTheWay) tell('REACHED', null);
    tell(isOnTheWay ? 'REACHED' : 'METADATA', problem);
    return steps;
  }
  const { configuration, skewMs } = found;
  tell('REACHED', null);
  const { authorization_endpoint, token_endpoint, jwks_uri } = configuration.serverMetadata();
  const isComplete = [authorization_endpoint, token_endpoint, jwks_uri].every((one) => typeof one === 'string');
  tell('METADATA', isComplete ? null : 'NOT_A_PROVIDER');
  if (!isComplete) return steps;
  if (skewMs !== null) tell('CLOCK', Math.abs(skewMs) > MOST_SKEW_MS ? 'CLOCK' : null);
  tell('KEYS', await failure(() => providers.readKeys(jwks_uri!)));
  if (settings.clientSecret === null) return steps;
  // A code that nobody has: who knows the client says that of the code, and who does not, of the client.
  const cameBack = new URL(redirectUri);
  cameBack.searchParams.set('code', 'a-trial-of-single-sign-on');
  cameBack.searchParams.set('iss', configuration.serverMetadata().issuer);
  const checks = { pkceCodeVerifier: 'a-trial-of-single-sign-on-which-has-no-verifier', idTokenExpected: true };
  const problem = await failure(() => asking(() => authorizationCodeGrant(configuration, cameBack, checks)));
  if (problem === 'CODE_REFUSED') tell('CLIENT', null);
  else if (problem !== null && problem !== 'REFUSED') tell('CLIENT', problem);
  return steps;
}

async function failure(work: () => Promise<unknown>): Promise<SignOnProblem | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return problemOf(error);
  }
}

function problemOf(error: unknown): SignOnProblem {
  if (error instanceof ProviderFailed) return error.problem;
  throw error;
}
