import { describe, expect, it } from 'vitest';
import { mergeRefusal, type MergeSituation } from './judge.js';

const open: MergeSituation = { status: 'ASSIGNED', closing: false, merged: false };

describe('whether two leads can be merged', () => {
  it.each<[string | null, Partial<MergeSituation>, Partial<MergeSituation>]>([
    [null, {}, {}],
    [null, { status: 'RECEIVED' }, { status: 'UNROUTED' }],
    ['the other lead was merged into another already', {}, { merged: true, status: 'CLOSED' }],
    ['this lead was merged into another: merge into that one', { merged: true, status: 'CLOSED' }, {}],
    ['this lead is CLOSED: reopen it first, or keep the other one', { status: 'CLOSED' }, {}],
    ['this lead is about to be closed: reopen it first, or keep the other one', { closing: true }, {}],
    ['the other lead is UNQUALIFIED already', {}, { status: 'UNQUALIFIED' }],
    ['the other lead is about to be closed', {}, { closing: true }],
    ['the other lead is being decided: ask again in a moment', {}, { status: 'RECEIVED' }],
  ])('%s', (why, kept, other) => {
    expect(mergeRefusal({ ...open, ...kept }, { ...open, ...other })).toBe(why);
  });
});
