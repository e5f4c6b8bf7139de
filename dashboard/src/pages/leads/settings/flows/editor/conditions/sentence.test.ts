import fc from 'fast-check';
import { createInstance } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Condition } from '../../../../../../../../domain/engine/conditions/definition.js';
import { plainFields } from '../../../../../../../../domain/leads/vocabulary/condition-fields.js';
import { LEAD_STATUSES } from '../../../../../../../../domain/leads/vocabulary/status.js';
import { conditionWords } from '../../../../../../../../domain/leads/flow/words.js';
import { anyCondition } from '../../../../../../../../test/support/any-condition.js';
import { conditionSentence, fieldWords, type Say } from './sentence.js';

const FILES = import.meta.glob<object>(
  ['../../../../../../i18n/{en,ro,ru}.json', '../../../../../../i18n/areas/flowConditions/*.json'],
  { eager: true, import: 'default' },
);
const speakers = new Map<string, Say>();
const names = new Map([
  ['p1', 'Ana'],
  ['c1', 'Office'],
  ['e1', 'Web form'],
]);

beforeAll(async () => {
  for (const language of ['en', 'ro', 'ru']) {
    const instance = createInstance();
    const of = (file: RegExp) => Object.entries(FILES).find(([path]) => file.test(path))![1];
    await instance.init({
      lng: language,
      interpolation: { escapeValue: false },
      resources: {
        [language]: {
          translation: of(new RegExp(`i18n/${language}.json$`)),
          flowConditions: of(new RegExp(`flowConditions/${language}.json$`)),
        },
      },
    });
    speakers.set(language, instance.t);
  }
});
const said = (condition: unknown, language = 'en') => conditionSentence(condition, speakers.get(language)!, names);

const WHOLE: Condition = {
  all: [
    { field: 'source', op: 'in', value: ['facebook', 'web'] },
    {
      any: [
        { field: 'attributes.budget', op: 'between', value: [5000, 20000] },
        { field: 'tags', op: 'in', value: ['vip'] },
      ],
    },
    { not: { field: 'consents.whatsapp', op: 'eq', value: false } },
    { field: 'receivedAt', op: 'inBusinessTime', value: 'c1' },
    { field: 'receivedAt', op: 'gte', value: '2026-11-20T10:00:00Z' },
    { field: 'ownerId', op: 'ne', value: 'p1' },
    { field: 'status', op: 'eq', value: 'ASSIGNED' },
    { field: 'phone', op: 'exists', value: false },
  ],
};

describe('a condition as a sentence', () => {
  it.each([
    [
      'en',
      'source is one of “facebook”, “web” and (budget is between 5000 and 20000 or tags is one of “vip”) and ' +
        'not (consent to WhatsApp is false) and time of receipt is working time of calendar “Office” and ' +
        'time of receipt is not before “2026-11-20T10:00:00Z” and owner is not “Ana” and status is “Assigned” and phone is missing',
    ],
    [
      'ro',
      'sursa este una dintre valorile „facebook”, „web” și (budget este între 5000 și 20000 sau lista de etichete conține ceva din „vip”) și ' +
        'nu (acordul pentru WhatsApp este nu) și momentul primirii este în programul calendarului „Office” și ' +
        'momentul primirii nu este înainte de „2026-11-20T10:00:00Z” și responsabilul nu este „Ana” și starea este „Atribuit” și telefonul lipsește',
    ],
    [
      'ru',
      'источник — один из вариантов «facebook», «web» и (budget — между 5000 и 20000 или список меток содержит что-то из «vip») и ' +
        'не (согласие на WhatsApp — нет) и время поступления — рабочее время календаря «Office» и ' +
        'время поступления — не раньше «2026-11-20T10:00:00Z» и ответственный — не «Ana» и статус — «Назначен» и телефон отсутствует',
    ],
  ])('in %s', (language, sentence) => {
    expect(said(WHOLE, language)).toBe(sentence);
  });

  it('says every lead and none', () => {
    expect([{ all: [] }, { any: [] }, { not: { all: [] } }].map((one) => said(one))).toEqual([
      'every lead',
      'no lead',
      'not (every lead)',
    ]);
  });

  it('tells an attribute from the field of the same name', () => {
    const t = speakers.get('en')!;
    expect(['source', 'attributes.source', 'attributes.utm.source'].map((field) => fieldWords(field, t))).toEqual([
      'source',
      'attribute “source”',
      'utm.source',
    ]);
  });

  it('says in English what the domain says, but for what fields are called', () => {
    const labels = new Set([
      ...plainFields('LADDER').map((field) => `field.${field}`),
      'field.attribute',
      'field.consent',
    ]);
    const t = speakers.get('en')!;
    /** Fields by the names that programs have for them. */
    const raw: Say = (key, options = {}) => {
      if (!labels.has(key)) return t(key, options);
      if (key === 'field.attribute') return `attributes.${String(options['path'])}`;
      return key === 'field.consent' ? `consents.${String(options['channel'])}` : key.slice('field.'.length);
    };
    const known = new Map([
      ...LEAD_STATUSES.map((status): [string, string] => [status, t(`status.${status}`)]),
      ...names,
    ]);
    const programs = (text: string): string =>
      text.replaceAll('WhatsApp', 'whatsapp').replaceAll('SMS', 'sms').replaceAll('consents.e-mail', 'consents.email');
    /** The domain has one list of names for all fields. */
    const isPlain = (condition: Condition): boolean => {
      if ('all' in condition) return condition.all.every(isPlain);
      if ('any' in condition) return condition.any.every(isPlain);
      if ('not' in condition) return isPlain(condition.not);
      const { field, op, value } = condition;
      const isNamed = [value].flat().some((one) => typeof one === 'string' && known.has(one));
      return !isNamed || (field === 'status' && op !== 'contains' && op !== 'matches' && op !== 'inBusinessTime');
    };
    const pathsSaid = (condition: Condition): Condition => {
      if ('all' in condition) return { all: condition.all.map(pathsSaid) };
      if ('any' in condition) return { any: condition.any.map(pathsSaid) };
      if ('not' in condition) return { not: pathsSaid(condition.not) };
      // An attribute is called by its path alone.
      const path = /^attributes\.(.+)$/.exec(condition.field)?.[1];
      const isCalledSo = path !== undefined && !plainFields('LADDER').includes(path);
      return isCalledSo ? { ...condition, field: path } : condition;
    };
    fc.assert(
      fc.property(anyCondition.filter(isPlain), (condition) => {
        const inEnglish = conditionSentence(condition, raw, names);
        expect(programs(inEnglish)).toBe(programs(conditionWords(pathsSaid(condition), known)));
      }),
      { numRuns: 500 },
    );
  });

  it('is said of any JSON, and changes nothing of it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), anyCondition, (json, condition) => {
        for (const one of [json, { all: [condition, json] }, { ...condition, newer: json }, { not: json }]) {
          const before = JSON.stringify(one);
          for (const language of speakers.keys()) expect(said(one, language).length).toBeGreaterThan(0);
          expect(JSON.stringify(one)).toBe(before);
        }
      }),
      { numRuns: 200 },
    );
    expect(said({ field: 'score', op: 'near', value: { to: 5 } })).toBe('score “near” {"to":5}');
    expect(said({ field: 'colour', op: 'eq', value: 'red' })).toBe('colour is “red”');
    expect(said({ all: [7, { all: [], any: [] }] })).toBe(
      'a condition that this page cannot read and a condition that this page cannot read',
    );
  });
});
