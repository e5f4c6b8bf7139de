import { describe, expect, it } from 'vitest';
import { ACCESS_MAIL_KINDS, ACCESS_MAIL_LIVES_MS, failedTryOf, nextTryAtMs } from './links.js';

describe('a mail that could not be sent', () => {
  it.each(ACCESS_MAIL_KINDS)('is tried for as long as its link lives, and no longer: %s', (kind) => {
    const untilMs = ACCESS_MAIL_LIVES_MS[kind];
    let [nowMs, tries, longestMs] = [0, 0, 0];
    for (;;) {
      tries += 1;
      const nextMs = nextTryAtMs(kind, tries, nowMs, untilMs);
      if (nextMs === null) break;
      longestMs = Math.max(longestMs, nextMs - nowMs);
      expect(nextMs).toBeGreaterThan(nowMs);
      nowMs = nextMs;
    }
    expect(nowMs).toBeLessThan(untilMs);
    // The last try is not long before the end, and a server that comes back is soon found.
    expect(untilMs - nowMs).toBeLessThanOrEqual(longestMs);
    expect(longestMs).toBeLessThanOrEqual(untilMs / 10);
  });

  it('waits two seconds at first, then twice as long each time', () => {
    const waits = [1, 2, 3, 4, 5].map((tries) => nextTryAtMs('INVITATION', tries, 0, 1e9)! / 1_000);
    expect(waits).toEqual([2, 4, 8, 16, 32]);
  });
});

describe('why it could not', () => {
  it.each([
    [{ code: 'ESOCKET', command: 'CONN' }, 'UNREACHABLE', false, false],
    [{ code: 'ETIMEDOUT', command: 'CONN' }, 'UNREACHABLE', false, false],
    [{ code: 'EDNS', command: 'CONN' }, 'UNREACHABLE', false, false],
    [{}, 'UNREACHABLE', false, false],
    [{ code: 'EAUTH', responseCode: 535, command: 'AUTH PLAIN' }, 'LOG_IN_REFUSED', false, false],
    [{ code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO' }, 'ADDRESS_REFUSED', true, false],
    // Greylisting: come again.
    [{ code: 'EENVELOPE', responseCode: 450, command: 'RCPT TO' }, 'NOT_TAKEN', false, false],
    [{ code: 'EMESSAGE', responseCode: 451, command: 'DATA' }, 'NOT_TAKEN', false, false],
    [{ code: 'ESOCKET', command: 'DATA' }, 'UNREACHABLE', false, true],
    [{ code: 'ETIMEDOUT', command: 'DATA' }, 'UNREACHABLE', false, true],
  ])('%j: %s, final: %s, may have arrived: %s', (error, fault, isFinal, mayHaveArrived) => {
    expect(failedTryOf(error)).toEqual({ fault, isFinal, mayHaveArrived });
  });
});
