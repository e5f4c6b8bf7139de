import { expect, it } from 'vitest';
import { EngineLead, newFlow } from '../../../test/support/lead-engine.js';
import { isInstant } from '../../engine/conditions/condition.js';
import { plainFields } from '../vocabulary/condition-fields.js';

it('conditions find every field that they may ask for', () => {
  const { facts } = new EngineLead(newFlow({}), []).settle(0);
  const missing = plainFields('LADDER').filter((field) => !isInstant(facts, field) && !Object.hasOwn(facts, field));
  expect(missing).toEqual([]);
});
