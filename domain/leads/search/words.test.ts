import { describe, expect, it } from 'vitest';
import { folded, searchQuery } from './words.js';

describe('what somebody types', () => {
  it.each([
    ['Ștefan', "'stefan':*"],
    ['pop  Stef ', "'pop':* & 'stef':*"],
    ['Ștefan.Pop@firma.ro', "'stefan' & 'pop' & 'firma' & 'ro':*"],
    ["O'Neil \\", "'o' & 'neil':* & '\\\\':*"],
    ['0722 123 456', "('0722123456':* | '722123456':*)"],
    ['0722.123.456', "(('0722' & '123' & '456':*) | '0722123456':* | '722123456':*)"],
    ['(0722) 123-456', "('0722123456':* | '722123456':*)"],
    ['722 123', "('+722123':* | '722123':*)"],
    ['+40 722', "('+40722':*)"],
    ['(+40) 722', "('+40722':*)"],
    ['0040 722', "('+40722':*)"],
    ['40722', "('40722':* | '+40722':*)"],
    ['pop 0722', "'pop':* & ('0722':* | '722':*)"],
    ['crm-991', "'crm' & '991':*"],
    ['OLD-', "'old'"],
    ['12', "'12':*"],
    ['a | !c 100%', "'a':* & '|':* & '!c':* & '100%':*"],
    ['x'.repeat(100), `'${'x'.repeat(64)}':*`],
  ])('%j asks for %s', (typed, query) => expect(searchQuery(typed)).toBe(query));

  it('begins with the mark of the org', () => {
    expect(searchQuery('ana 0722', 'a1b2')).toBe("'a1b2ana':* & ('a1b20722':* | 'a1b2722':*)");
  });

  it('has an end, and is nothing where nothing is left', () => {
    expect(searchQuery('a b c d e f g h i j k l m n o p')!.split(' & ')).toHaveLength(12);
    for (const nothing of ['', ' ', '\u0301', '-', '. @']) expect(searchQuery(nothing)).toBeNull();
  });

  it.each([
    ['Ștefan', 'stefan'],
    ['MÜLLER', 'muller'],
    ['Łukasz', 'lukasz'],
    ['Straße', 'strasse'],
    ['Kjær', 'kjaer'],
    ['Ёлка Й', 'elka i'],
    ['Петров', 'petrov'],
    ['Ольга', 'olga'],
    ['Γιώργος', 'giorgos'],
    ['İstanbul ı', 'istanbul i'],
    ['Ａｎａ', 'ana'],
  ])('%s is looked for as %s', (text, expected) => expect(folded(text)).toBe(expected));
});
