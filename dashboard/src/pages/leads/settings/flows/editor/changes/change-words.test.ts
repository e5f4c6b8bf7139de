import i18next, { type TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import en from '../../../../../../i18n/areas/flows/en.json';
import ro from '../../../../../../i18n/areas/flows/ro.json';
import ru from '../../../../../../i18n/areas/flows/ru.json';
import { changesBetween } from './changes';
import type { JsonObject } from './json';
import { changeWords, type Wording } from './change-words';

const names = new Map([
  ['north', 'North'],
  ['south', 'South'],
]);

async function wordingIn(language: string): Promise<Wording> {
  const instance = i18next.createInstance();
  const resources = { en: { flows: en }, ro: { flows: ro }, ru: { flows: ru } };
  await instance.init({ lng: language, resources, defaultNS: 'flows', interpolation: { escapeValue: false } });
  const t = instance.getFixedT(language, 'flows');
  return { t, tCondition: t as unknown as TFunction<'flowConditions'>, names, language };
}

const clock = (change: JsonObject = {}): JsonObject => ({
  key: 'first_contact',
  name: 'First contact',
  starts: 'RECEIVED',
  target: { duration: 'PT15M', time: 'ELAPSED' },
  ladder: [
    { key: 'remind', at: { share: 0.5 }, action: 'REMINDER', to: ['owner'] },
    { key: 'alert', at: { offset: 'PT10M' }, action: 'MANAGER_ALERT' },
  ],
  ...change,
});
const BASE: JsonObject = {
  priority: 10,
  routing: { rules: [{ teamId: 'north', strategy: 'BALANCED', mode: 'AUTO' }], maxReassignments: 2 },
  clocks: [clock(), clock({ key: 'second', name: '' })],
};
const AFTER: JsonObject = {
  priority: 20,
  routing: {
    rules: [
      { teamId: 'south', strategy: 'BALANCED', mode: 'OFFER', answerWithin: 'PT3M' },
      { teamId: 'north', strategy: 'ROUND_ROBIN', mode: 'AUTO', weights: 3, later: 'x' },
    ],
  },
  clocks: [
    clock({ key: 'second', name: '', atRisk: 0.75 }),
    clock({
      target: { duration: 'P1DT2H', time: 'BUSINESS' },
      ladder: [{ key: 'remind', at: { offset: '-PT5M' }, action: 'REMINDER', to: ['owner', { userId: 'north' }] }],
    }),
  ],
  later: { kept: true },
};

const said = async (language: string): Promise<string[]> => {
  const wording = await wordingIn(language);
  return changesBetween(BASE, AFTER).map((change) => {
    const { kind, what, from, to } = changeWords(change, [BASE, AFTER], wording);
    return `${kind} ${what}: ${from} → ${to}`;
  });
};

describe('changes in words', () => {
  it('say what, where and both sides', async () => {
    expect(await said('en')).toEqual([
      'CHANGED Priority: 10 → 20',
      'REMOVED Routing rule 1: null → null',
      'ADDED Routing rule 1: null → null',
      'ADDED Routing rule 2: null → null',
      'REMOVED Most reassignments: 2 → null',
      'CHANGED Clock “First contact”: target: 15 minutes → 1 day 2 hours',
      'CHANGED Clock “First contact”: kind of time: elapsed time → business time',
      'CHANGED Clock “First contact”, step “remind”: due: at 50 % of the target → 5 minutes before the deadline',
      'CHANGED Clock “First contact”, step “remind”: tells: its owner → its owner, North',
      'REMOVED Clock “First contact”, step “alert”: null → null',
      'ADDED Clock “second”: at risk at: null → 75 %',
      'CHANGED Order of the clocks: first_contact, second → second, first_contact',
      'ADDED Later: null → kept yes',
    ]);
  });

  it.each(['ro', 'ru'])('in %s, too', async (language) => {
    const [here, there] = [await said(language), await said('en')];
    expect(here).toHaveLength(there.length);
    for (const [index, one] of here.entries()) {
      expect(one).not.toContain('change.');
      // What nobody has a word for is said as it is written.
      if (!one.includes('ater')) expect(one).not.toBe(there[index]);
    }
  });
});
