import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mendedProof, parseProofBody, proofWebhookBody } from './proof-body.js';

const proof = {
  lead: { externalId: 'crm-991' },
  kind: 'CALL_LOGGED',
  occurredAt: '2026-11-20T12:05:00+02:00',
  externalId: 'call-1',
  actor: 'Radu',
  note: 'Reached',
};

describe('the proof webhook body', () => {
  it('is read, with its instant in UTC', () => {
    expect(parseProofBody(proof)).toEqual({ ok: true, proof: { ...proof, occurredAt: '2026-11-20T10:05:00.000Z' } });
    expect(parseProofBody({ ...proof, lead: { id: '01J' } })).toMatchObject({ ok: true });
    const unanswered = { ...proof, outcome: 'NO_ANSWER' };
    expect(parseProofBody(unanswered)).toMatchObject({ ok: true, proof: { outcome: 'NO_ANSWER' } });
  });

  it.each<[string, unknown, string]>([
    ['no lead', { ...proof, lead: undefined }, 'lead'],
    ['both references', { ...proof, lead: { id: 'a', externalId: 'b' } }, 'lead'],
    ['an empty reference', { ...proof, lead: { id: '' } }, 'lead.id'],
    ['an unknown kind', { ...proof, kind: 'FAX_SENT' }, 'kind'],
    ['an unknown outcome', { ...proof, outcome: 'ASLEEP' }, 'outcome'],
    ['an outcome of what is no call', { ...proof, kind: 'EMAIL_SENT', outcome: 'REACHED' }, 'outcome'],
    ['no instant', { ...proof, occurredAt: undefined }, 'occurredAt'],
    ['an instant without zone', { ...proof, occurredAt: '2026-11-20T12:05:00' }, 'occurredAt'],
    ['no externalId', { ...proof, externalId: undefined }, 'externalId'],
    ['an unknown field', { ...proof, at: 1 }, 'at'],
    ['NUL', { ...proof, note: 'a\u0000' }, 'note'],
    ['NUL in the reference', { ...proof, lead: { id: '\u0000' } }, 'lead.id'],
  ])('refuses %s with its path', (_what, body, path) => {
    const result = parseProofBody(body);
    expect(result.ok ? [] : result.issues.map((issue) => issue.path)).toContain(path);
  });

  it('of a machine is mended before: no note costs a proof', () => {
    const sent = { ...proof, actor: '', note: 'a\u0000 \ud83d' };
    const { actor: _, ...rest } = proof;
    expect(mendedProof(sent)).toEqual({ ...rest, note: 'a\ufffd \ufffd' });
    expect(mendedProof({ ...proof, note: null })).toEqual({ ...proof, note: undefined });
    expect(mendedProof(5)).toBe(5);
  });

  it('has a JSON schema for the OpenAPI document', () => {
    expect(z.toJSONSchema(proofWebhookBody, { io: 'input' }).$defs?.IntakeProof).toMatchObject({
      type: 'object',
      required: ['lead', 'kind', 'occurredAt', 'externalId'],
    });
  });
});
