import { describe, expect, it } from 'vitest';
import { retentionFault } from './retention.js';

describe('what an organisation keeps', () => {
  it('is as long as the installation keeps it, where nothing was chosen', () => {
    expect(retentionFault('readNoticeDays', null, 90)).toBeNull();
    expect(retentionFault('unreadNoticeDays', null, 0)).toBeNull();
  });

  it.each([
    ['readNoticeDays', 1, 90, null],
    ['readNoticeDays', 90, 90, null],
    ['readNoticeDays', 91, 90, /for 90 days/],
    ['readNoticeDays', 0, 90, /1 day at least/],
    ['unreadNoticeDays', 13, 365, /14 days at least/],
    ['unreadNoticeDays', 14, 365, null],
    // The installation keeps for ever: an organisation may choose any end.
    ['unreadNoticeDays', 4000, 0, null],
  ] as const)('%s for %i days of %i', (kind, days, installation, fault) => {
    const found = retentionFault(kind, days, installation);
    if (fault === null) expect(found).toBeNull();
    else expect(found).toMatch(fault);
  });
});
