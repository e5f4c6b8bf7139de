import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { certificateOf, type CertificateContent } from './certificate.js';

const CONTENT: CertificateContent = {
  certificate: 'pinggo.tenant-purge/1',
  tenant: { id: 'a tenant', name: 'Dunav Windows', createdAt: '2026-01-01T00:00:00.000Z' },
  deletedAt: '2026-10-01T00:00:00.000Z',
  purgedAt: '2026-11-30T00:00:00.000Z',
  purgedBy: { id: 'olga', name: 'Olga Petrov' },
  rows: { users: 3, leads: 1_200, audit: 9_000 },
  total: 10_203,
  workflows: 7,
};

describe('the certificate of a purge', () => {
  it('has the hash of all else that it says', () => {
    const { text, sha256 } = certificateOf(CONTENT);
    const { sha256: told, ...rest } = JSON.parse(text) as CertificateContent & { sha256: string };
    expect(told).toBe(sha256);
    expect(createHash('sha256').update(JSON.stringify(rest)).digest('hex')).toBe(sha256);
    expect(rest).toEqual(CONTENT);
  });

  it('is the same whatever order its members came in, and another for anything else', () => {
    const { rows, ...others } = CONTENT;
    const turned = { rows: { audit: 9_000, leads: 1_200, users: 3 }, ...others };
    expect(certificateOf(turned)).toEqual(certificateOf(CONTENT));
    expect(certificateOf({ ...CONTENT, rows: { ...rows, users: 4 } }).sha256).not.toBe(certificateOf(CONTENT).sha256);
  });
});
