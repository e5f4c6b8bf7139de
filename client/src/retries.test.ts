import { describe, expect, it } from 'vitest';
import { IDEMPOTENCY_KEY, retrying, type RetryOptions } from './retries.js';

const QUICK: RetryOptions = { firstWaitMs: 1, maxWaitMs: 50 };
const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });
const lost = () => new TypeError('fetch failed');

/** Answers one after the other; what each try was sent. */
function server(...answers: (Response | Error)[]) {
  const sent: { key: string | null; body: string }[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    sent.push({ key: request.headers.get(IDEMPOTENCY_KEY), body: await request.text() });
    const given = answers[Math.min(sent.length, answers.length) - 1]!;
    if (given instanceof Error) throw given;
    return given.clone();
  };
  return { fetch, sent };
}
const post = (headers: Record<string, string> = {}) =>
  new Request('http://pinggo.test/api/teams', { method: 'POST', body: '{"name":"A"}', headers });
const get = () => new Request('http://pinggo.test/api/teams');

describe('a request that is sent again', () => {
  it('is the same request under the same key', async () => {
    const { fetch, sent } = server(lost(), answer(503), answer(201));
    expect((await retrying(fetch, QUICK)(post())).status).toBe(201);
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
    expect(sent[0]!.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent.map(({ body }) => body)).toEqual(Array(3).fill('{"name":"A"}'));
  });

  it('has another key for another request, that which it was given, and none where it changes nothing', async () => {
    const { fetch, sent } = server(answer(200));
    const send = retrying(fetch, QUICK);
    for (const request of [post(), post(), post({ [IDEMPOTENCY_KEY]: 'mine' }), get()]) await send(request);
    const keys = sent.map(({ key }) => key);
    expect(keys[0]).not.toBe(keys[1]);
    expect(keys.slice(2)).toEqual(['mine', null]);
  });

  it.each([
    [429, {}, 2],
    [502, {}, 2],
    [503, { 'retry-after': '0' }, 2],
    [409, { 'retry-after': '0' }, 2],
    [409, {}, 1],
    [400, {}, 1],
    [401, {}, 1],
    [422, {}, 1],
    [500, {}, 1],
  ])('after %s %o is sent %d times', async (status, headers, times) => {
    const { fetch, sent } = server(answer(status, headers), answer(200));
    await retrying(fetch, { ...QUICK, maxWaitMs: 5_000 })(post());
    expect(sent).toHaveLength(times);
  });

  it('waits as long as it is told, and not where that is too long', async () => {
    const soon = server(answer(429, { 'retry-after': '1' }), answer(200));
    const began = performance.now();
    expect((await retrying(soon.fetch, { maxWaitMs: 5_000 })(get())).status).toBe(200);
    expect(performance.now() - began).toBeGreaterThan(990);
    const late = server(answer(429, { 'retry-after': '3600' }), answer(200));
    expect((await retrying(late.fetch, QUICK)(get())).status).toBe(429);
    expect(late.sent).toHaveLength(1);
  });

  it('is given up after so many times, with what was answered last', async () => {
    const { fetch, sent } = server(answer(503));
    expect((await retrying(fetch, { ...QUICK, retries: 2 })(post())).status).toBe(503);
    expect(sent).toHaveLength(3);
    await expect(retrying(server(lost()).fetch, { ...QUICK, retries: 1 })(post())).rejects.toThrow('fetch failed');
    expect((await retrying(server(answer(503)).fetch, { retries: 0 })(post())).status).toBe(503);
  });

  it('ends when it is told to, and takes no answer for lost that is only slow to come', async () => {
    const ending = new AbortController();
    const waiting = retrying(server(answer(503)).fetch, { firstWaitMs: 60_000, maxWaitMs: 60_000 });
    const sent = waiting(new Request('http://pinggo.test/', { signal: ending.signal }));
    ending.abort(new Error('enough'));
    await expect(sent).rejects.toThrow('enough');
    let tries = 0;
    const silent = (request: Request) =>
      new Promise<Response>((resolve, reject) => {
        tries += 1;
        if (tries === 2) return resolve(answer(200));
        request.signal.addEventListener('abort', () => reject(request.signal.reason as Error));
      });
    expect((await retrying(silent, { ...QUICK, timeoutMs: 20 })(get())).status).toBe(200);
  });
});
