import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LEAD_FAMILIES } from '../../domain/leads/metrics/families.js';
import { PLATFORM_FAMILIES } from '../../domain/platform/metrics/families.js';

it.each([...PLATFORM_FAMILIES, ...LEAD_FAMILIES].map(({ name }) => name))('docs/metrics.md says what %s is', (name) => {
  expect(readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8')).toMatch(new RegExp(`\`${name}[{\`]`));
});
