import { describe, expect, it } from 'vitest';
import { HALF_FORGOTTEN_MS, judgeAttempt, type Counted, type LoginLimits } from './login-limits.js';

const LIMITS: LoginLimits = { freePerAccount: 5, freePerAddress: 20, firstWaitMs: 2_000, longestWaitMs: 300_000 };
const NOW = Date.parse('2026-11-20T10:00:00Z');

/** What the table of failures would hold, for one account. */
class Story {
  nowMs = NOW;
  private readonly counts = new Map<string, { count: number; failedAtMs: number }>();
  private readonly held = new Map<string, number | null>();

  /** A wrong password. @returns seconds to wait; 0: it was checked */
  fail(address: string, account = 'ana'): number {
    return this.attempt(address, account, false);
  }

  /** The right password. @returns the same */
  logIn(address: string, account = 'ana'): number {
    return this.attempt(address, account, true);
  }

  private attempt(address: string, account: string, fits: boolean): number {
    const names = [`account ${account}`, `address ${address}`];
    const counted = names.map((name, index): Counted => ({
      ...(this.counts.get(name) ?? { count: 0, failedAtMs: this.nowMs }),
      of: index === 0 ? 'account' : 'address',
    }));
    const place = `${account} ${address}`;
    const judged = judgeAttempt(counted, this.held.get(place) ?? null, LIMITS, this.nowMs);
    this.held.set(place, judged.untilMs);
    if (judged.kind === 'HELD') return (judged.untilMs - this.nowMs) / 1_000;
    judged.counts.forEach((count, index) => this.counts.set(names[index]!, { count, failedAtMs: this.nowMs }));
    if (fits) {
      this.counts.delete(names[0]!);
      this.held.delete(place);
    }
    return 0;
  }
}

/** Waits as often as told, trying again each time. @returns the waits */
function waits(story: Story, address: string, times: number): number[] {
  const told: number[] = [];
  while (told.length < times) {
    const seconds = story.fail(address);
    if (seconds === 0) continue;
    told.push(seconds);
    story.nowMs += seconds * 1_000;
  }
  return told;
}

describe('log-ins that fail', () => {
  it('cost nothing at first, then a wait that doubles, to the longest', () => {
    const story = new Story();
    for (let time = 0; time < 5; time++) expect(story.fail('a')).toBe(0);
    expect(waits(story, 'a', 9)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300]);
  });

  it('are not looked at while they wait, and asking again makes it no longer', () => {
    const story = new Story();
    for (let time = 0; time < 5; time++) story.fail('a');
    for (let time = 0; time < 100; time++) expect(story.fail('a')).toBe(2);
    expect(story.logIn('a')).toBe(2);
    story.nowMs += 2_000;
    expect(story.logIn('a')).toBe(0);
    // And all is forgotten.
    for (let time = 0; time < 5; time++) expect(story.fail('a')).toBe(0);
  });

  it('of a thousand addresses cost each its wait', () => {
    const story = new Story();
    let checked = 0;
    for (let address = 0; address < 1_000; address++) if (story.fail(`address ${address}`) === 0) checked += 1;
    expect(checked).toBe(5);
  });

  it('keep nobody out who waits as told, however many others hammer meanwhile', () => {
    const story = new Story();
    for (let address = 0; address < 50; address++) {
      waits(story, `address ${address}`, 2);
    }
    const told = story.logIn('of the person');
    expect(told).toBeLessThanOrEqual(300);
    for (let second = 0; second < told; second++) {
      for (let address = 0; address < 50; address++) story.fail(`address ${address}`);
      story.nowMs += 1_000;
    }
    expect(story.logIn('of the person')).toBe(0);
  });

  it('of many accounts are counted by address, and hold up only those from there', () => {
    const story = new Story();
    for (let account = 0; account < 20; account++) expect(story.fail('a', `account ${account}`)).toBe(0);
    const told = story.logIn('a', 'ana');
    expect(told).toBe(2);
    expect(story.logIn('b', 'ana')).toBe(0);
    story.nowMs += told * 1_000;
    expect(story.logIn('a', 'ana')).toBe(0);
  });

  it('are forgotten by and by', () => {
    const story = new Story();
    for (let time = 0; time < 5; time++) story.fail('a');
    story.nowMs += HALF_FORGOTTEN_MS.account;
    for (let time = 0; time < 2; time++) expect(story.fail('a')).toBe(0);
    expect(story.fail('a')).toBe(2);
  });
});
