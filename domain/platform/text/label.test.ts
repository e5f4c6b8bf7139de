import { expect, it } from 'vitest';
import { labelOf } from './label.js';

it.each<[string | null | undefined, string | null]>([
  ['web', 'web'],
  ['  Google \t Ads\r\nsearch ', 'Google Ads search'],
  ['Bras\u0327ov', 'Bra\u015Fov'],
  ['a\u0000b', 'a b'],
  [' \n ', null],
  [undefined, null],
  [null, null],
])('%j is the label %j', (text, label) => {
  expect(labelOf(text)).toBe(label);
});
