import fc from 'fast-check';
import { CONDITION_OPS, type Condition, type ConditionScalar } from '../../domain/engine/conditions/definition.js';
import { plainFields } from '../../domain/leads/vocabulary/condition-fields.js';
import { LEAD_STATUSES } from '../../domain/leads/vocabulary/status.js';

/** What templates of words could take for their own. */
const TRICKY = [
  '{{value}}',
  '$t(sentence.every)',
  '“',
  'and',
  '{{- x}}',
  '\\',
  '%s',
  ' ',
  '"12"',
  '12',
  'true',
  'null',
];
const text = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom(...TRICKY));

/** A field that there is, of any kind. */
export const anyField = fc.oneof(
  fc.constantFrom(...plainFields('LADDER')),
  fc.stringMatching(/^[a-z]{1,5}(\.[a-z]{1,5})?$/).map((path) => `attributes.${path}`),
  fc.constantFrom('source', 'score', 'email').map((path) => `attributes.${path}`),
  fc.constantFrom('email', 'sms', 'whatsapp', 'fax').map((channel) => `consents.${channel}`),
);
export const anyScalar: fc.Arbitrary<ConditionScalar> = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(...LEAD_STATUSES),
  fc.constantFrom('2026-11-20T10:00:00Z', '2026-13-45T99:00:00Z', '2026-11-20'),
);

/** Of the structure that the contract takes, whether or not it makes sense. */
export const anyCondition: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    {
      weight: 4,
      arbitrary: fc.record(
        {
          field: anyField,
          op: fc.constantFrom(...CONDITION_OPS),
          value: fc.oneof(anyScalar, fc.array(anyScalar, { maxLength: 4 })),
        },
        { requiredKeys: ['field', 'op'] },
      ),
    },
    { weight: 1, arbitrary: fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ not: tie('condition') }) },
  ),
})).condition;
