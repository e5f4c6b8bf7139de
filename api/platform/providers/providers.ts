import { createHash } from 'node:crypto';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  type ClientAuth,
  type Configuration,
  type CustomFetch,
} from 'openid-client';
import type { Claims } from '../../../domain/platform/access/sign-on.js';
import type { OutgoingRules } from '../../../outgoing/guarded.js';
import { guardedFetch } from './fetch.js';
import { asking, ProviderFailed } from './problems.js';

/** A provider as an org names it, its secret in clear. */
export interface ProviderSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
}

/** What one attempt to sign in has, and no other. */
export interface AttemptSecrets {
  state: string;
  nonce: string;
  /** Of PKCE. */
  verifier: string;
}

/** What the provider sent the person back with. */
export interface ProviderAnswer {
  code?: string | undefined;
  error?: string | undefined;
  iss?: string | undefined;
}

/** So long its metadata are believed; its keys the library reads anew when a token names another. */
const KNOWN_MS = 5 * 60_000;
const MOST_KNOWN = 500;
const TIMEOUT_S = 10;

/** The providers of all orgs: what is asked of them, each at its own address. */
export class Providers {
  private readonly known = new Map<string, { configuration: Configuration; untilMs: number }>();

  constructor(private readonly rules: OutgoingRules) {}

  /**
   * Reads the metadata, whatever is known of them.
   * @returns with them how far the provider's clock is from ours; null: it does not say
   * @throws ProviderFailed
   */
  async look(settings: ProviderSettings): Promise<{ configuration: Configuration; skewMs: number | null }> {
    let skewMs: number | null = null;
    const guarded = guardedFetch(this.rules);
    const configuration = await this.discover(settings, async (...asked) => {
      const answer = await guarded(...asked);
      const saidMs = Date.parse(answer.headers.get('date') ?? '');
      if (Number.isFinite(saidMs)) skewMs = saidMs - Date.now();
      return answer;
    });
    return { configuration, skewMs };
  }

  /** Whether its keys can be read. @throws ProviderFailed */
  async readKeys(jwksUri: string): Promise<void> {
    await asking(async () => {
      const answer = await guardedFetch(this.rules)(jwksUri, {
        method: 'GET',
        headers: { accept: 'application/json' },
        body: undefined,
        redirect: 'manual',
      });
      const found = answer.ok ? ((await answer.json().catch(() => null)) as { keys?: unknown } | null) : null;
      if (!Array.isArray(found?.keys) || found.keys.length === 0)
        throw new ProviderFailed(answer.status >= 500 ? 'PROVIDER_DOWN' : 'NOT_A_PROVIDER');
    });
  }

  private discover(
    { issuer, clientId, clientSecret }: ProviderSettings,
    fetch: CustomFetch = guardedFetch(this.rules),
  ): Promise<Configuration> {
    const plain = this.rules.local ? [allowInsecureRequests] : [];
    return asking(() =>
      discovery(new URL(issuer), clientId, undefined, secretAsTheProviderTakesIt(clientSecret), {
        [customFetch]: fetch,
        timeout: TIMEOUT_S,
        // A token that came straight from the provider need not be signed rightly for the library; for us it must.
        execute: [enableNonRepudiationChecks, ...plain],
      }),
    );
  }

  /** Where a person goes to sign in. @throws ProviderFailed */
  async signInAt(
    settings: ProviderSettings,
    { state, nonce, verifier }: AttemptSecrets,
    { redirectUri, email, withGroups }: { redirectUri: string; email: string | null; withGroups: boolean },
  ): Promise<URL> {
    const configuration = await this.configurationOf(settings);
    const groups = withGroups && configuration.serverMetadata().scopes_supported?.includes('groups');
    const challenge = await calculatePKCECodeChallenge(verifier);
    return asking(() =>
      Promise.resolve(
        buildAuthorizationUrl(configuration, {
          redirect_uri: redirectUri,
          scope: `openid email profile${groups ? ' groups' : ''}`,
          state,
          nonce,
          code_challenge: challenge,
          code_challenge_method: 'S256',
          ...(email === null ? {} : { login_hint: email }),
        }),
      ),
    );
  }

  /**
   * Exchanges what the provider sent the person back with for what it says about them.
   * @param wanted claims that are asked for at the provider where the token does not have them
   * @throws ProviderFailed
   */
  async claimsOf(
    settings: ProviderSettings,
    { state, nonce, verifier }: AttemptSecrets,
    answer: ProviderAnswer,
    { redirectUri, wanted }: { redirectUri: string; wanted: readonly string[] },
  ): Promise<Claims & { iss: string; sub: string }> {
    const configuration = await this.configurationOf(settings);
    const cameBack = new URL(redirectUri);
    for (const [name, value] of Object.entries({ ...answer, state }))
      if (value !== undefined) cameBack.searchParams.set(name, value);
    return asking(async () => {
      const tokens = await authorizationCodeGrant(configuration, cameBack, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims()!;
      const hasAll = wanted.every((name) => Object.hasOwn(claims, name) || Object.hasOwn(claims, name.split('.')[0]!));
      if (hasAll || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
      const more = await fetchUserInfo(configuration, tokens.access_token, claims.sub);
      // Whether an e-mail was verified is said of that e-mail and of no other.
      const { email_verified, ...rest } = more;
      const isOfTheSame = claims['email'] === undefined || claims['email'] === more.email;
      return { ...rest, ...(isOfTheSame ? { email_verified } : {}), ...claims };
    });
  }

  private async configurationOf(settings: ProviderSettings): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = settings;
    const key = createHash('sha256')
      .update(JSON.stringify([issuer, clientId, clientSecret]))
      .digest('base64');
    const found = this.known.get(key);
    if (found && found.untilMs > performance.now()) return found.configuration;
    const configuration = await this.discover(settings);
    this.known.delete(key);
    this.known.set(key, { configuration, untilMs: performance.now() + KNOWN_MS });
    if (this.known.size > MOST_KNOWN) this.known.delete(this.known.keys().next().value!);
    return configuration;
  }
}

/** In the form where the provider takes it so; else, and where it says nothing, in the header, as the specification has it. */
const secretAsTheProviderTakesIt =
  (secret: string): ClientAuth =>
  (server, ...more) => {
    const inForm = server.token_endpoint_auth_methods_supported?.includes('client_secret_post');
    return (inForm ? ClientSecretPost : ClientSecretBasic)(secret)(server, ...more);
  };
