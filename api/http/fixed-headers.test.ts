import helmet from 'helmet';
import { expect, it } from 'vitest';
import { fixedHeaders } from './fixed-headers.js';

it('asks a middleware once for what it sets on every answer', () => {
  const set = fixedHeaders(helmet({ strictTransportSecurity: true }));
  expect(set.get('X-Content-Type-Options')).toBe('nosniff');
  expect(set.get('Strict-Transport-Security')).toMatch(/^max-age=/);
  expect(set.get('Content-Security-Policy')).toContain("default-src 'self'");
  expect(set.has('X-Powered-By')).toBe(false);
});

it('takes none that looks at the request, or takes its time', () => {
  expect(() => fixedHeaders((_req, res) => void res.end())).toThrow('not the same for all');
  expect(() => fixedHeaders(() => undefined)).toThrow('not there at once');
});
