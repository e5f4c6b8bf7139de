import { describe, expect, it } from 'vitest';
import { DIAGNOSTIC_CHECKS, DIAGNOSTIC_FAULTS } from '../vocabulary/diagnostics.js';
import { fails, isSound, notRun, warns, WELL } from './verdict.js';
import { verdictWords } from './words.js';

const web = { id: 'web', name: 'Website' };

describe('what a check came to, in words', () => {
  it.each([
    [WELL, 'All is well'],
    [{ ...WELL, isPartial: true }, 'All is well, as far as there was time to look'],
    [
      fails({ what: 'BAD_SIGNATURE', count: 3, subjects: [web] }),
      'Deliveries are refused for their signature: 3 (Website)',
    ],
    [warns({ what: 'FLOW_TAKES_NOTHING', count: 1, subjects: [web] }), 'A flow takes no lead (Website)'],
    [fails({ what: 'MESSAGES_WAIT', count: 1 }), 'Messages of the outbox wait: 1'],
    [fails({ what: 'NO_ADMIN', count: 1 }), 'No administrator can sign in'],
    [notRun('TEMPORAL_AWAY'), 'Temporal does not answer'],
  ])('%#', (verdict, words) => {
    expect(verdictWords(verdict)).toBe(words);
  });

  it('says something of each fault, and sound is what neither fails nor is unknown', () => {
    for (const what of DIAGNOSTIC_FAULTS) expect(verdictWords(fails({ what })).length).toBeGreaterThan(10);
    expect(new Set(DIAGNOSTIC_CHECKS).size).toBe(DIAGNOSTIC_CHECKS.length);
    expect(isSound([WELL, warns({ what: 'MAIL_NOT_SET_UP' })])).toBe(true);
    expect(isSound([WELL, notRun('COULD_NOT_ASK')])).toBe(false);
    expect(isSound([fails({ what: 'NO_FLOW' })])).toBe(false);
  });
});
