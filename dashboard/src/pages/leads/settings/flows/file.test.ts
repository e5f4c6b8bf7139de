import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from './editor/changes/json';
import { fileOf, keyFor, readFlowFile, withIds, type Named, type ReadFile } from './file';

const id = (last: number): string => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
const here: Named = {
  teams: new Map([
    [id(1), { name: 'Sales', archived: false }],
    [id(2), { name: 'Old', archived: true }],
  ]),
  calendars: new Map([[id(3), 'Office hours']]),
  people: new Map([[id(4), 'Ana Pop']]),
};
const there: Named = {
  teams: new Map([[id(11), { name: 'sales ', archived: false }]]),
  calendars: new Map([[id(13), 'Night']]),
  people: new Map(),
};
const draft: JsonObject = { calendarId: id(3), routing: { rules: [{ teamId: id(1) }] }, more: [id(4), id(9), 'text'] };
const read = (text: string, named: Named): ReadFile => readFlowFile(text, named) as ReadFile;

describe('a flow as a file', () => {
  it('comes back as it went out, of any shape', () => {
    const any = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 });
    fc.assert(
      fc.property(any, fc.string(), (one, name) => {
        const copy = JSON.parse(JSON.stringify(one)) as JsonObject;
        expect(read(fileOf({ key: 'a', name, draft: copy }, here), here)).toMatchObject({ draft: copy });
      }),
    );
    expect(read(fileOf({ key: 'web', name: 'Web', draft }, here), here)).toMatchObject({ key: 'web', name: 'Web' });
  });

  it('says what it names, so that elsewhere what is called the same is offered', () => {
    const text = fileOf({ key: 'web', name: 'Web', draft }, here);
    const { foreign } = read(text, there);
    expect(foreign).toEqual([
      { id: id(3), kind: 'CALENDAR', name: 'Office hours', suggestion: null },
      { id: id(1), kind: 'TEAM', name: 'Sales', suggestion: id(11) },
      { id: id(4), kind: 'PERSON', name: 'Ana Pop', suggestion: null },
      { id: id(9), kind: null, name: null, suggestion: null },
    ]);
    expect(withIds(draft, new Map([[id(1), id(11)]]))).toEqual({
      ...draft,
      routing: { rules: [{ teamId: id(11) }] },
    });
    expect(read(text, here).foreign.map(({ id: one }) => one)).toEqual([id(9)]);
  });

  it.each([
    ['', 'NO_JSON'],
    ['{', 'NO_JSON'],
    ['[1]', 'NO_OBJECT'],
    ['null', 'NO_OBJECT'],
    ['3', 'NO_OBJECT'],
    [JSON.stringify({ long: 'ă'.repeat(600_000) }), 'TOO_LARGE'],
  ])('is refused in words where it is none (%#)', (text, problem) => expect(readFlowFile(text, here)).toBe(problem));

  it('may be a draft alone, or one of ours that is bent', () => {
    expect(read('\uFEFF{"priority":1}', here)).toMatchObject({ draft: { priority: 1 }, key: '', name: '' });
    const bent = { pinggo: 'flow', draft: 3, names: [] };
    expect(read(JSON.stringify(bent), here)).toMatchObject({ draft: bent, foreign: [] });
    const nameless = { pinggo: 'flow', key: 3, name: null, names: { [id(9)]: 'x' }, draft: { a: id(9) } };
    expect(read(JSON.stringify(nameless), here)).toMatchObject({
      key: '',
      name: '',
      foreign: [{ id: id(9), kind: null, name: null, suggestion: null }],
    });
  });
});

it('makes keys of names that no other flow has', () => {
  expect(keyFor('Web form', new Set())).toBe('web_form');
  expect(keyFor('Web form', new Set(['web_form', 'web_form_2']))).toBe('web_form_3');
  expect(keyFor('Școală 24', new Set())).toBe('scoala_24');
  expect(keyFor('Все лиды', new Set(['flow']))).toBe('flow_2');
  expect(keyFor('24 h', new Set())).toBe('h');
});
