import { beforeEach, describe, expect, it } from 'vitest';
import type { KeyStanding, PersonStanding } from '../../db/platform/queries/rights.js';
import { Rights, whoIs } from './rights.js';

const ADA = { role: 'ADMIN', name: 'Ada', sessionEndsAt: null, needsFactor: false } as const;
const ACTIVE: PersonStanding = { ...ADA, status: 'ACTIVE', sessionLives: true, suspendedAt: null };
const KEY: KeyStanding = { orgId: 'org', id: 'crm', scopes: ['leads:read'], expireAt: null, suspendedAt: null };
const NOW = new Date('2026-11-20T10:00:00Z');

let nowMs: number;
let standing: PersonStanding | null;
let key: KeyStanding | null;
let reads: number;
/** What a read waits for, as a database that takes its time. */
let answered: Promise<void>;
let rights: Rights;

beforeEach(() => {
  nowMs = 1_000_000;
  standing = ACTIVE;
  key = KEY;
  reads = 0;
  answered = Promise.resolve();
  const read = async <T>(now: T): Promise<T> => {
    reads += 1;
    await answered;
    return now;
  };
  rights = new Rights({ person: () => read(standing), key: () => read(key) }, { nowMs: () => nowMs });
});

const ada = () => rights.person('org', 'ada', 'session');

describe('rights', () => {
  it('are read once while changes are heard of, and again when they changed', async () => {
    rights.heard(null);
    for (let call = 0; call < 100; call++) expect(await ada()).toEqual(ADA);
    expect(reads).toBe(1);
    standing = { ...ACTIVE, role: 'REP' };
    rights.heard(whoIs('org', 'somebody else'));
    rights.heard('');
    expect(await ada()).toMatchObject({ role: 'ADMIN' });
    rights.heard(whoIs('org', 'ada'));
    expect(await ada()).toMatchObject({ role: 'REP' });
    expect(reads).toBe(2);
  });

  it('are read again when those of a whole org changed, and of no other', async () => {
    rights.heard(null);
    await ada();
    standing = { ...ACTIVE, suspendedAt: NOW };
    rights.heard('another org:');
    expect(await ada()).toEqual(ADA);
    rights.heard('org:');
    expect(await ada()).toEqual({ ...ADA, suspendedAt: NOW });
  });

  it.each([
    ['nobody', null],
    ['who was deactivated', { ...ACTIVE, status: 'INACTIVE' }],
    ['whose session ended', { ...ACTIVE, sessionLives: false }],
  ] as const)('are none of %s', async (_who, is) => {
    standing = is;
    expect(await ada()).toBeNull();
  });

  it('are those of one session', async () => {
    rights.heard(null);
    await ada();
    standing = { ...ACTIVE, sessionLives: false };
    expect(await rights.person('org', 'ada', 'another')).toBeNull();
    expect(await ada()).not.toBeNull();
  });

  it('are read at each call before anything was heard, when the listening broke, and after 30 s of silence', async () => {
    await ada();
    await ada();
    expect(reads).toBe(2);
    rights.heard(null);
    await ada();
    await ada();
    expect(reads).toBe(3);
    nowMs += 30_000;
    await ada();
    expect(reads).toBe(3);
    nowMs += 1;
    standing = null;
    expect(await ada()).toBeNull();
    expect(reads).toBe(4);
    rights.heard('');
    nowMs += 29_000;
    rights.lost();
    await ada();
    await ada();
    expect(reads).toBe(6);
  });

  it('are read anew once the listening begins again: what was said meanwhile was missed', async () => {
    rights.heard(null);
    await ada();
    rights.lost();
    standing = null;
    rights.heard(null);
    expect(await ada()).toBeNull();
  });

  it('forget what was being read when they changed', async () => {
    rights.heard(null);
    let answer: () => void = () => undefined;
    answered = new Promise((resolve) => (answer = resolve));
    const [early, earlyKey] = [ada(), rights.key('hash', NOW)];
    standing = null;
    key = null;
    rights.heard(whoIs('org', 'ada'));
    answer();
    await Promise.all([early, earlyKey]);
    expect(await ada()).toBeNull();
    expect(await rights.key('hash', NOW)).toBeNull();
  });

  it('fail where they cannot be read, and are not kept so', async () => {
    rights.heard(null);
    answered = Promise.reject(new Error('the database is down'));
    await expect(ada()).rejects.toThrow('down');
    answered = Promise.resolve();
    expect(await ada()).not.toBeNull();
  });

  it('of keys end with them, at their instant without a word', async () => {
    rights.heard(null);
    key = { ...KEY, expireAt: new Date(NOW.getTime() + 1_000) };
    expect(await rights.key('hash', NOW)).toEqual(key);
    expect(await rights.key('hash', new Date(NOW.getTime() + 1_000))).toBeNull();
    expect(reads).toBe(1);
    key = null;
    rights.heard(whoIs('org', 'crm'));
    expect(await rights.key('hash', NOW)).toBeNull();
    // Guesses are not remembered.
    expect(await rights.key('hash', NOW)).toBeNull();
    expect(reads).toBe(3);
  });

  it('tell who listens whose changed', () => {
    const told: (string | null)[] = [];
    rights.onChange((who) => told.push(who));
    rights.heard(null);
    rights.heard('');
    rights.heard('org:ada');
    rights.changed('org:crm');
    expect(told).toEqual([null, 'org:ada', 'org:crm']);
  });
});
