import { describe, expect, it } from 'vitest';
import { LIMITS } from '../vocabulary/lead-limits.js';
import { changeTags } from './tags.js';

const MOST_TAGS = LIMITS.tags;

const change = (tags: string[], add: string[], remove: string[] = []) => changeTags(tags, { add, remove });

describe('tags that are changed', () => {
  it('keep their order, with the new ones behind', () => {
    expect(change(['vip', 'call'], ['fair'], ['call'])).toEqual({ is: 'CHANGED', tags: ['vip', 'fair'] });
    expect(change([], [' fair\t2027 ', 'fair 2027', ' '])).toEqual({ is: 'CHANGED', tags: ['fair 2027'] });
    expect(change(['a', 'b'], ['b'], ['a'])).toEqual({ is: 'CHANGED', tags: ['b'] });
  });

  it('are left alone where nothing would change', () => {
    expect(change(['vip'], ['vip'])).toEqual({ is: 'SAME', why: 'the lead is tagged so already' });
    expect(change(['vip'], [], ['fair'])).toEqual({ is: 'SAME', why: 'the lead has none of these tags' });
    expect(change(['vip'], ['vip'], ['fair'])).toMatchObject({ is: 'SAME' });
  });

  it('are no more than a lead can have; of too many some can still be taken away', () => {
    const many = Array.from({ length: MOST_TAGS }, (_, index) => `tag ${index}`);
    expect(change(many, ['one more'])).toEqual({ is: 'REFUSED', why: `a lead has at most ${MOST_TAGS} tags` });
    expect(change(many, ['one more'], ['tag 0'])).toMatchObject({ is: 'CHANGED' });
    expect(change([...many, 'too', 'many'], [], ['too'])).toMatchObject({ is: 'CHANGED' });
  });
});
