import { z } from 'zod';
import { AUDIT_FAULTS } from '../../../domain/platform/vocabulary/audit.js';
import { may } from '../../http/access.js';
import { id, instantOut, page } from '../../http/contract.js';
import { contract } from '../../http/route.js';

const sequence = z.int().meta({ description: 'Of the seal: from 1 on, without a gap.', example: 412 });
const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'Of the seal: SHA-256 in hex.' });

export const getAuditCheckpoint = contract({
  operationId: 'getAuditCheckpoint',
  method: 'get',
  path: '/api/audit/checkpoint',
  summary: 'How the audit log stands, signed: keep it elsewhere',
  description:
    'Entries are sealed about a minute after they were written, each seal with the hash of the one before. Whoever keeps a checkpoint can show later ' +
    'that nothing of what was sealed then has been changed, left out or added: `pinggo verify audit --checkpoint FILE`.',
  tags: ['audit'],
  access: may('audit.read'),
  responses: {
    200: z
      .object({
        orgId: id,
        sealed: z
          .object({
            sequence,
            hash,
            entries: z.int().meta({ description: 'How many are sealed.' }),
            sealedAt: instantOut,
          })
          .nullable()
          .meta({ description: 'The newest seal; null: nothing is sealed yet.' }),
        jws: z
          .string()
          .nullable()
          .meta({
            description:
              'The same, signed with ES256 by the key that signs access tokens (`/.well-known/jwks.json`): `sub` is the organisation, `typ` ' +
              '`pinggo-checkpoint+jwt`. It never ends.',
          }),
      })
      .meta({ id: 'AuditCheckpoint' }),
  },
});

export const listAuditSeals = contract({
  operationId: 'listAuditSeals',
  method: 'get',
  path: '/api/audit/seals',
  summary: 'The seals of the audit log, the first first: what the hashes are made of',
  description:
    'With these and the log as `ndjson` anybody can make all digests and hashes again, and trusts neither this API nor its database.',
  tags: ['audit'],
  access: may('audit.read'),
  query: z.strictObject({
    cursor: z.string().min(1).max(2000).optional().meta({ description: 'The `nextCursor` of the page before.' }),
  }),
  responses: {
    200: page(
      z
        .object({
          sequence,
          previousHash: hash.meta({ description: 'Of the seal before; of the first, 64 zeros.' }),
          hash,
          sealedAt: instantOut,
          total: z.int().meta({ description: 'Entries in this and all before.' }),
          completeAt: instantOut
            .nullable()
            .meta({ description: 'When all that there was had been sealed for the last time.' }),
          entries: z.array(
            z.object({
              id: z.int(),
              digest: hash.meta({ description: 'SHA-256 of the entry’s RFC 8785 JSON, in hex.' }),
            }),
          ),
        })
        .meta({ id: 'AuditSeal' }),
    ),
  },
});

const finding = z.object({
  fault: z.enum(AUDIT_FAULTS).meta({
    description:
      '`SEAL_MISSING`: there is none of that number. `SEAL_CHANGED`: its hash is not that of what it says. `CHAIN_BROKEN`: it does not go on from ' +
      'the one before. `ENTRY_CHANGED`, `ENTRY_MISSING`: a sealed entry is not as it was, or gone. `ENTRY_NOT_SEALED`: it should be in a seal, ' +
      'and is in none. `ENTRY_BACKDATED`: it says that it is older than it can be. `CHECKPOINT_BROKEN`: the seal that a checkpoint tells of is ' +
      'gone, or another.',
  }),
  sequence: z.int().nullable().meta({ description: 'The seal that it is about, or that the entry is in.' }),
  sealedAt: instantOut.nullable(),
  entryId: z.int().nullable(),
  at: instantOut.nullable().meta({ description: 'When it happened, as the entry says.' }),
});

export const verifyAudit = contract({
  operationId: 'verifyAudit',
  method: 'get',
  path: '/api/verification/audit',
  summary: 'Compare the audit log with its seals, and its seals with each other',
  description:
    'A slice for a request: first seals with their entries, then entries that are in none, last checkpoints. What an entry says is in no answer.',
  tags: ['verification'],
  access: may('workings.read'),
  query: z.strictObject({
    cursor: z.string().min(1).max(4000).optional().meta({ description: 'The `nextCursor` of the answer before.' }),
    checkpoint: z
      .string()
      .regex(/^[1-9]\d{0,14}:[0-9a-f]{64}$/, 'Give a seal’s number, a colon and its hash in hex.')
      .optional()
      .meta({
        description: 'One that somebody kept: the seal’s number, a colon and its hash. Give it with each slice.',
      }),
  }),
  responses: {
    200: z
      .object({
        orgId: id.meta({ description: 'Whose audit log it is.' }),
        looked: z.int().meta({ description: 'How many sealed entries this request has looked at.' }),
        seals: z.int(),
        findings: z.array(finding),
        nextCursor: z.string().nullable().meta({ description: 'Null: that was all.' }),
      })
      .meta({ id: 'AuditVerified' }),
  },
});
