import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

interface Account {
  /** Who they are at the provider; the name that they sign in by where none is given. */
  sub?: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
  groups?: string[];
}

/** A real provider of OpenID Connect on loopback, with pages of its own. */
export class OidcProvider {
  readonly clientId = 'pinggo';
  readonly clientSecret = 'a secret of the tests only';
  /** By the name that they sign in by; any password will do. */
  readonly accounts = new Map<string, Account>();
  private constructor(
    private server: Server,
    private readonly port: number,
  ) {}

  /** @param redirectUri the only place to which it sends people back */
  static async start(redirectUri: string): Promise<OidcProvider> {
    const server = createServer();
    await listen(server, 0);
    const started = new OidcProvider(server, (server.address() as AddressInfo).port);
    const { issuer, clientId, clientSecret, accounts } = started;
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          redirect_uris: [redirectUri],
          response_types: ['code'],
          grant_types: ['authorization_code'],
        },
      ],
      claims: { openid: ['sub', 'groups'], email: ['email', 'email_verified'], profile: ['name'] },
      cookies: { keys: ['a key of the tests only'] },
      findAccount: (_context, login) => ({
        accountId: login,
        claims: () => ({ ...accounts.get(login), sub: accounts.get(login)?.sub ?? login }),
      }),
    });
    const answer = provider.callback();
    server.on('request', (req, res) => void answer(req, res));
    return started;
  }

  get issuer(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** As a browser with a person before it. @returns where the provider sends them back to */
  async signIn(address: string, login: string): Promise<URL> {
    const jar = new Map<string, string>();
    let next: { url: string; form?: URLSearchParams } = { url: address };
    for (let step = 0; step < 20; step++) {
      const answer: Response = await fetch(next.url, {
        redirect: 'manual',
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(next.form ? { method: 'POST', body: next.form } : {}),
      });
      for (const cookie of answer.headers.getSetCookie()) {
        const [name = '', value = ''] = cookie.split(';')[0]!.split(/=(.*)/s);
        jar.set(name, value);
      }
      const location = answer.headers.get('location');
      if (location !== null) {
        const to: URL = new URL(location, next.url);
        if (to.origin !== this.issuer) return to;
        next = { url: to.href };
        continue;
      }
      const page = await answer.text();
      const action = /action="([^"]+)"/.exec(page)?.[1];
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
      if (action === undefined || prompt === undefined) throw new Error(`the provider shows ${answer.status}: ${page}`);
      const form = new URLSearchParams(prompt === 'login' ? { prompt, login, password: 'any' } : { prompt });
      next = { url: new URL(action, next.url).href, form };
    }
    throw new Error('the provider does not send anybody back');
  }

  /** Stops it, runs the work, and starts it again where it was. */
  async whileDown(work: () => Promise<void>): Promise<void> {
    const [answer] = this.server.listeners('request') as ((...args: unknown[]) => void)[];
    await close(this.server);
    try {
      await work();
    } finally {
      this.server = createServer();
      this.server.on('request', answer!);
      await listen(this.server, this.port);
    }
  }

  stop(): Promise<void> {
    return close(this.server);
  }
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

const close = (server: Server): Promise<void> => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
};
