import { z } from 'zod';
import { CANDIDATE_OUTCOMES } from '../../../domain/engine/routing/types.js';
import { id, instantOut } from '../../http/contract.js';

/** Somebody whom a routing looked at: taken or not, and why. */
export const candidate = z.object({
  userId: id,
  outcome: z.enum(CANDIDATE_OUTCOMES),
  reason: z.string(),
  terms: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
});

/** Why a lead went, or would go, to whom. */
export const explanation = z.object({ text: z.string(), candidates: z.array(candidate) });

/** A lead as lists of what is asked about it show it. */
export const leadAskedAbout = {
  leadName: z.string().nullable(),
  source: z.string(),
  score: z.number().nullable(),
  tags: z.array(z.string()),
  receivedAt: instantOut,
  deadlineAt: instantOut.nullable().meta({ description: "The lead's most urgent deadline." }),
};
