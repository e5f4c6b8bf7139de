import { RefusedError, request } from './http.js';

/** Who asks: a person, or an API key. */
export type Login = { email: string; password: string } | { key: string };

/** Somebody signed in at the API. A person logs in at the first request, and again when the token has run out. */
export class Session {
  private token: Promise<string> | null = null;

  constructor(
    private readonly apiUrl: string,
    private readonly who: Login,
  ) {}

  /** @throws RefusedError when the answer is not 2xx. */
  get<T>(path: string): Promise<T> {
    return this.send<T>('GET', path);
  }

  /** @throws RefusedError when the answer is not 2xx. */
  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.send<T>('POST', path, body);
  }

  /** @throws RefusedError when the answer is not 2xx. */
  patch<T>(path: string, body: unknown): Promise<T> {
    return this.send<T>('PATCH', path, body);
  }

  /** @throws RefusedError when the answer is not 2xx. */
  put(path: string): Promise<unknown> {
    return this.send('PUT', path);
  }

  /** @throws RefusedError when the answer is not 2xx. */
  delete(path: string): Promise<unknown> {
    return this.send('DELETE', path);
  }

  /** Every item of a list, page by page. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const query = `limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
      const page: { items: T[]; nextCursor: string | null } = await this.get(
        `${path}${path.includes('?') ? '&' : '?'}${query}`,
      );
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  }

  private async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    for (let again = true; ; again = false) {
      const token = await (this.token ??= this.logIn());
      const answer = await request(
        this.apiUrl + path,
        () => ({
          method,
          headers: {
            authorization: `Bearer ${token}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
        { repeatable: method === 'GET' },
      );
      if (answer.status >= 200 && answer.status < 300) return answer.body as T;
      if (answer.status !== 401 || !again || 'key' in this.who) throw new RefusedError(`${method} ${path}`, answer);
      this.token = null;
    }
  }

  private async logIn(): Promise<string> {
    if ('key' in this.who) return this.who.key;
    const { email, password } = this.who;
    const answer = await request(
      `${this.apiUrl}/api/auth/login`,
      () => ({
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password }),
      }),
      { repeatable: true },
    );
    if (answer.status !== 200) throw new RefusedError(`The log-in of ${email}`, answer);
    return (answer.body as { accessToken: string }).accessToken;
  }
}
