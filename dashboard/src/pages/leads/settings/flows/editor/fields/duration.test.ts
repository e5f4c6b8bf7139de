import { expect, it } from 'vitest';
import { readDuration, writeDuration } from './duration';

it('reads and writes one unit, and leaves what has several as it is', () => {
  for (const text of ['PT15M', 'PT0S', 'PT90S', 'PT8H', 'P2D', '-PT10M', '-P1D'])
    expect(writeDuration(readDuration(text)!)).toBe(text);
  for (const text of ['P1DT2H', 'PT1H30M', 'P1W', '15', '', 'PT1.5H']) expect(readDuration(text)).toBeNull();
});
