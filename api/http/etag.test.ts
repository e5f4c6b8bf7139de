import { describe, expect, it } from 'vitest';
import { checkIfMatch } from './etag.js';

describe('If-Match', () => {
  it.each(['"3"', '*', 'W/"3"', '"2", "3"'])('%s fits revision 3', (header) => {
    expect(() => checkIfMatch(header, 3)).not.toThrow();
  });
  it.each(['"2"', '3', '', '"33"'])('%j does not', (header) => {
    expect(() => checkIfMatch(header, 3)).toThrow(expect.objectContaining({ status: 412, headers: { ETag: '"3"' } }));
  });
  it('may be missing, unless the route insists', () => {
    expect(() => checkIfMatch(undefined, 3)).not.toThrow();
    expect(() => checkIfMatch(undefined, 3, true)).toThrow(expect.objectContaining({ status: 428 }));
  });
});
