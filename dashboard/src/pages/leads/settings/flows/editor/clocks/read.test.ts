import { describe, expect, it } from 'vitest';
import { atOf, isoOf, keyFrom, readClock, readStep } from './read';
import { CLOCK_EDITS } from './edits';
import { freshClock, stepKey, TEMPLATES } from './templates';

const MINUTE = 60_000;

describe('what can be read of a clock', () => {
  it('is read, whatever stands beside it', () => {
    const odd = { key: 'a', name: 7, target: { duration: 'PT2H', time: 'BUSINESS' }, atRisk: 2, ladder: [1] };
    expect(readClock(odd)).toEqual({
      key: 'a',
      name: null,
      targetMs: 120 * MINUTE,
      isBusiness: true,
      atRisk: null,
      ladder: [1],
    });
    for (const value of [
      undefined,
      null,
      'clock',
      7,
      [],
      { target: 'soon', ladder: {} },
      { target: { duration: '-PT5M' } },
    ])
      expect(readClock(value)).toMatchObject({ targetMs: null, ladder: [] });
  });

  it('is read of a step: its place, and its repeats', () => {
    const step = { key: 'x', action: 'REMINDER', at: { offset: '-PT5M' }, repeat: { every: 'PT30M', times: 3 } };
    expect(readStep(step)).toEqual({
      key: 'x',
      action: 'REMINDER',
      place: { offsetMs: -5 * MINUTE },
      everyMs: 30 * MINUTE,
      times: 3,
    });
    for (const at of [undefined, 'soon', {}, { share: 'half' }, { share: -1 }, { offset: 'later' }, [0.5]])
      expect(readStep({ at, repeat: { every: 'PT0S', times: 1.5 } })).toMatchObject({
        place: null,
        everyMs: null,
        times: 0,
      });
  });
});

describe('what is written', () => {
  it('is a duration in one unit, which the fields can show', () => {
    const written = [0, 10, 90, -5, 24 * 60, 7.5].map((minutes) => isoOf(minutes * MINUTE));
    expect(written).toEqual(['PT0S', 'PT10M', 'PT90M', '-PT5M', 'P1D', 'PT450S']);
    expect(atOf({ offsetMs: -60 * MINUTE })).toEqual({ offset: '-PT1H' });
    expect(atOf({ share: 0.5 })).toEqual({ share: 0.5 });
  });

  it('is a key that the API takes, made of a name in any script, and taken by nobody', () => {
    expect(keyFrom('First contact!', [], 'clock')).toBe('first_contact');
    expect(keyFrom('Întâlnire № 2', [], 'clock')).toBe('intalnire_2');
    expect(keyFrom('Звонок', ['clock'], 'clock')).toBe('clock_2');
    expect(keyFrom('24 h', [], 'clock')).toBe('h');
    expect(keyFrom('a', ['a', 'a_2'], 'clock')).toBe('a_3');
    expect(keyFrom('x'.repeat(300), [], 'clock').length).toBeLessThanOrEqual(64);
    expect(stepKey('REASSIGN', [{ key: 'reassign' }])).toBe('reassign_2');
    expect(freshClock([{ key: 'clock' }])).toMatchObject({ key: 'clock_2', name: '' });
  });

  it('are templates whose steps have places and keys of their own', () => {
    for (const steps of Object.values(TEMPLATES)) {
      expect(steps.every((step) => readStep(step).place !== null)).toBe(true);
      expect(new Set(steps.map(({ key }) => key)).size).toBe(steps.length);
    }
  });
});

it('names each place of a clock that it edits once', () => {
  expect(new Set(CLOCK_EDITS).size).toBe(CLOCK_EDITS.length);
  expect(CLOCK_EDITS.every((place) => place.startsWith('clocks.*.'))).toBe(true);
});
