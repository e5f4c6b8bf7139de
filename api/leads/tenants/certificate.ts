import { createHash } from 'node:crypto';

/** What an organisation that is gone leaves behind. */
export interface CertificateContent {
  certificate: 'pinggo.tenant-purge/1';
  tenant: { id: string; name: string; createdAt: string };
  deletedAt: string;
  purgedAt: string;
  purgedBy: { id: string; name: string };
  /** By table; those that had none are not named. */
  rows: Record<string, number>;
  total: number;
  /** Workflows that were asked to end. */
  workflows: number;
}

/**
 * The certificate as it is kept and handed out: its content as JSON, with the SHA-256 of that very text as its last member. Whoever
 * takes that member out again, and writes the rest without spaces, gets the text that was hashed.
 */
export function certificateOf(content: CertificateContent): { text: string; sha256: string } {
  const rows = Object.fromEntries(Object.entries(content.rows).sort(([a], [b]) => (a < b ? -1 : 1)));
  const { certificate, tenant, deletedAt, purgedAt, purgedBy, total, workflows } = content;
  // In one order, whoever made the object.
  const ordered = { certificate, tenant, deletedAt, purgedAt, purgedBy, rows, total, workflows };
  const sha256 = createHash('sha256').update(JSON.stringify(ordered)).digest('hex');
  return { text: JSON.stringify({ ...ordered, sha256 }), sha256 };
}
