import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byId, byInstantAndId, byNumber, decodeCursor, encodeCursor, toPage } from './cursor.js';
import { ApiError } from './errors.js';

const ID = '0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11';

describe('cursors', () => {
  it('come back as they were', () => {
    expect(decodeCursor('teams', byId, encodeCursor('teams', [ID]))).toEqual([ID]);
    const keys = ['2026-11-20T10:00:00.000Z', ID];
    expect(decodeCursor('work-items', byInstantAndId, encodeCursor('work-items', keys))).toEqual(keys);
    expect(decodeCursor('teams', byId, undefined)).toBeNull();
  });

  it('are refused when they are of another list, or not ours', () => {
    const others = [
      encodeCursor('users', [ID]),
      encodeCursor('teams', ['x']),
      encodeCursor('teams', [ID, ID]),
      encodeCursor('teams', []),
      'bm90IGpzb24',
      Buffer.from('"text"').toString('base64url'),
      Buffer.from('null').toString('base64url'),
      '%%%',
    ];
    for (const cursor of others) expect(() => decodeCursor('teams', byId, cursor)).toThrow(ApiError);
  });

  it('are refused for any text, and never throw anything else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          return decodeCursor('audit', byNumber, text) === null;
        } catch (error) {
          return error instanceof ApiError && error.status === 400 && error.issues[0]?.path === 'cursor';
        }
      }),
    );
  });
});

describe('a page', () => {
  const page = (rows: number[], limit: number) =>
    toPage(
      'n',
      rows,
      limit,
      (n) => ({ n }),
      (n) => [n],
    );

  it('has a next one only when there is a row beyond it', () => {
    expect(page([1, 2], 2)).toEqual({ items: [{ n: 1 }, { n: 2 }], nextCursor: null });
    expect(page([], 2)).toEqual({ items: [], nextCursor: null });
    const { items, nextCursor } = page([1, 2, 3], 2);
    expect(items).toHaveLength(2);
    expect(decodeCursor('n', byNumber, nextCursor!)).toEqual([2]);
  });
});
