import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoSeconds, REMINDER_SHARE } from '../../cli/demo/desk.js';
import { compression } from '../../cli/demo/replay/compression.js';
import { expectations } from '../../cli/demo/replay/expected.js';
import { readContacts, readLeads } from '../../cli/demo/replay/files.js';
import { parseDuration } from '../../domain/engine/time/duration.js';

const MINUTE = 60_000;
const sample = (file: string) => join(import.meta.dirname, 'sample', file);

describe('compressed time', () => {
  const speeds = fc.oneof(
    fc.integer({ min: 1, max: 40_000 }),
    fc.double({ min: 0.5, max: 40_000, noNaN: true, noDefaultInfinity: true }),
  );
  const targets = fc.integer({ min: 1, max: 7 * 24 * 60 }).map((minutes) => minutes * MINUTE);
  /** Delays around the instants that decide, and any others. */
  const delays = (targetMs: number) =>
    fc.oneof(
      fc.integer({ min: -3, max: 3 }).map((ms) => targetMs + ms),
      fc.integer({ min: -3, max: 3 }).map((ms) => REMINDER_SHARE * targetMs + ms),
      fc.integer({ min: -MINUTE, max: 3 * targetMs }),
    );
  const cases = fc
    .tuple(speeds, targets)
    .filter(([speed, targetMs]) => Math.round(targetMs / speed) >= 20)
    .chain(([speed, targetMs]) =>
      fc.tuple(fc.constant(compression(speed, targetMs)), delays(targetMs), delays(targetMs)),
    );

  it('keeps every verdict and every reminder, at any speed', () => {
    fc.assert(
      fc.property(cases, ([{ targetMs, realTargetMs, contactDelay }, delay]) => {
        const real = contactDelay(delay);
        expect(Number.isSafeInteger(real) && real >= 0).toBe(true);
        expect(real <= realTargetMs).toBe(delay <= targetMs);
        // The scheduler fires a step at its share of the target, rounded to the millisecond.
        expect(real >= Math.round(REMINDER_SHARE * realTargetMs)).toBe(delay >= REMINDER_SHARE * targetMs);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps the order of contacts, and moves none by more than rounding must', () => {
    fc.assert(
      fc.property(cases, ([{ speed, contactDelay }, one, other]) => {
        const [first, second] = [Math.min(one, other), Math.max(one, other)];
        expect(contactDelay(first)).toBeLessThanOrEqual(contactDelay(second));
        expect(Math.abs(contactDelay(one) - Math.max(0, one) / speed)).toBeLessThanOrEqual(2);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the flow a target that reads back to the millisecond', () => {
    const { realTargetMs } = compression(600, 15 * MINUTE);
    expect(isoSeconds(realTargetMs)).toBe('PT1.5S');
    fc.assert(fc.property(fc.integer({ min: 1, max: 10 ** 10 }), (ms) => parseDuration(isoSeconds(ms)) === ms));
  });

  it('refuses a speed at which the target could not be measured', () => {
    expect(() => compression(100_000, 15 * MINUTE)).toThrow('use a speed of at most 45000');
  });
});

describe('what the file says', () => {
  const load = async (limit: number | null) => {
    const leads = await readLeads(sample('leads.csv'), limit);
    return { leads, contacts: await readContacts(sample('contacts.csv'), leads) };
  };

  it('is met up to the target, late after it, unproven without a contact', async () => {
    const { leads, contacts } = await load(null);
    const verdicts = expectations(leads, contacts, 15 * MINUTE).map(({ lead, verdict, steps }) =>
      [lead.id, verdict, ...steps].join(' '),
    );
    expect(verdicts).toEqual([
      '1 MET',
      '2 MET',
      '3 MET remind',
      '4 MET remind',
      '5 LATE remind alert reassign',
      '6 UNPROVEN remind alert reassign',
      '7 LATE remind alert reassign',
      '8 UNPROVEN remind alert reassign',
      '9 LATE remind alert reassign',
      '10 MET',
    ]);
  });

  it('counts what lies beyond the horizon as never reached', async () => {
    const { leads, contacts } = await load(null);
    const until = Date.parse('2011-10-03T08:45:00Z');
    const byId = new Map(
      expectations(leads, contacts, 15 * MINUTE, until).map(({ lead, verdict }) => [lead.id, verdict]),
    );
    expect([byId.get('7'), byId.get('9'), byId.get('10')]).toEqual(['LATE', 'UNPROVEN', 'MET']);
  });

  it('takes the first leads, and their contacts only, in the order of time', async () => {
    const { leads, contacts } = await load(3);
    expect(leads.map(({ id, amountEur }) => [id, amountEur])).toEqual([
      ['1', 5000],
      ['2', 15000],
      ['3', null],
    ]);
    expect([...contacts.keys()]).toEqual(['1', '2', '3']);
    expect(contacts.get('3')!.map(({ line, rep }) => [line, rep])).toEqual([
      [7, ''],
      [5, '10'],
    ]);
  });

  it('says which file lacks what', async () => {
    await expect(readLeads(sample('contacts.csv'), null)).rejects.toThrow(
      /contacts\.csv has no column received_at, amount_eur/,
    );
    await expect(readLeads(sample('none.csv'), null)).rejects.toThrow(/There is no file .*none\.csv/);
  });
});
