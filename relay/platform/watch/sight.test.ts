import { describe, expect, it } from 'vitest';
import { isAway, NOTHING_SEEN, seen, standsIn, type Sight } from './sight.js';

const EVERY_MS = 400;

/** `.` is an answer, `x` a refusal, `-` silence for two seconds; each asked some time after the one before ended. */
function look(probes: string, from: { sight: Sight; atMs: number } = { sight: NOTHING_SEEN, atMs: 1_000 }) {
  let { sight, atMs } = from;
  for (const probe of probes) {
    const endedAtMs = atMs + (probe === '-' ? 2_000 : 5);
    sight = seen(sight, { askedAtMs: atMs, endedAtMs, answered: probe === '.' });
    atMs = endedAtMs + EVERY_MS;
  }
  return { sight, atMs };
}

describe('Temporal is away', () => {
  it('once it has refused for about a second, and since its first refusal', () => {
    expect(isAway(look('..xx').sight)).toBe(false);
    const { sight, atMs } = look('..xxx');
    expect(isAway(sight)).toBe(true);
    expect(sight.awaySinceMs).toBe(1_000 + 2 * 405);
    expect(atMs - sight.awaySinceMs!).toBeLessThan(1_500);
  });

  it('from the start on, where it never answered', () => {
    expect(look('xxx').sight.awaySinceMs).toBe(1_000);
  });

  it.each(['-', '.-.-.-', '--.--', 'xx.xx.xx', '.x-.'])('never by what a busy machine does: %s', (probes) => {
    expect(look(probes).sight.awaySinceMs).toBeNull();
  });

  it('when it is silent three times', () => {
    expect(isAway(look('.---').sight)).toBe(true);
  });

  it('not by three refusals at one instant', () => {
    let sight = NOTHING_SEEN;
    for (let times = 0; times < 3; times += 1) sight = seen(sight, { askedAtMs: 10, endedAtMs: 12, answered: false });
    expect(isAway(sight)).toBe(false);
  });
});

describe('Temporal is back', () => {
  it('once it has answered for about a second, not at its first word', () => {
    const away = look('xxxxx');
    expect(isAway(look('.', away).sight)).toBe(true);
    expect(isAway(look('..x..x', away).sight)).toBe(true);
    const { sight } = look('...', away);
    expect(isAway(sight)).toBe(false);
    expect(sight.awaySinceMs).toBe(1_000);
    expect(sight.backAtMs).toBe(away.atMs + 2 * 405 + 5);
  });

  it('and may be away again', () => {
    const { sight } = look('xxx', look('...', look('xxx')));
    expect(isAway(sight)).toBe(true);
    expect(sight.awaySinceMs).toBeGreaterThan(1_000);
  });

  it('while its understudy still stands in, until those who wait for it have noticed', () => {
    const { sight } = look('...', look('xxx'));
    expect(standsIn(sight, sight.backAtMs! + 14_999)).toBe(true);
    expect(standsIn(sight, sight.backAtMs! + 15_000)).toBe(false);
    expect(standsIn(NOTHING_SEEN, 0)).toBe(false);
    expect(standsIn(look('xxx').sight, Number.MAX_SAFE_INTEGER)).toBe(true);
  });
});
