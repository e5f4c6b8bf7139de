import { expect, it } from 'vitest';
import type { Schemas } from '../../../../api/client';
import { canDo, clocksToCancel } from './can';

type Lead = Schemas['Lead'];
const can = (action: Lead['can'][number]['action'], allowed: boolean, clockKey: string | null = null) => ({
  action,
  allowed,
  clockKey,
  why: allowed ? null : 'Not now',
});
const lead = {
  clocks: [
    { key: 'call', name: 'First contact', cycle: 1 },
    { key: 'call', name: 'First contact', cycle: 2 },
    { key: 'late', name: 'Late', cycle: 1 },
  ],
  can: [
    can('PAUSE', true),
    can('RESUME', false),
    can('CANCEL_CLOCK', true, 'call'),
    can('CANCEL_CLOCK', false, 'late'),
  ],
} as unknown as Lead;

it('a page does what the API says that can be done, and nothing else', () => {
  expect([canDo(lead, 'PAUSE'), canDo(lead, 'RESUME'), canDo(lead, 'ASSIGN')]).toEqual([true, false, false]);
  expect(clocksToCancel(lead)).toEqual([{ key: 'call', name: 'First contact' }]);
});
