import { IconBell, IconPointFilled } from '@tabler/icons-react';
import { expect, it } from 'vitest';
import { markIcon } from '../pages/leads/lead/clocks/icons';
import { iconOf } from '../pages/leads/lead/timeline/icons';
import { NOTICE_SIGNS, STEP_SIGNS } from './signs';
import { known } from '../api/vocabulary';

/** What an API that is newer than the page may say. */
const NEW = ['SEND_FAX', 'constructor', ''];

it.each(NEW)('an action that this page does not know (%j) has a sign all the same', (action) => {
  expect(markIcon(action)).toBe(IconPointFilled);
  expect(iconOf({ at: '', id: '', type: 'ESCALATION', action })).toBe(IconBell);
  expect(iconOf({ at: '', id: '', type: action as 'STATUS' })).toBeDefined();
  expect(known(NOTICE_SIGNS, action)).toBeUndefined();
});

it('one that it knows has its own, on the clock and in the timeline', () => {
  for (const [action, sign] of Object.entries(STEP_SIGNS)) {
    expect(markIcon(action)).toBe(sign);
    expect(iconOf({ at: '', id: '', type: 'ESCALATION', action })).toBe(sign);
  }
});
