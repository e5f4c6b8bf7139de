import type { AdapterName } from '../../../../domain/leads/vocabulary/adapters.js';
import type { Issue } from '../../../http/issues.js';
import type { NormalisedLead, ParseContext } from '../lead-body.js';
import type { Headers, VerifyFailure } from '../signatures/types.js';

export interface VerifyContext {
  /** Names in lower case. */
  headers: Headers;
  raw: Buffer;
  /** Every active secret of the endpoint. */
  secrets: readonly string[];
  nowMs: number;
}

export type VerifyResult =
  | {
      ok: true;
      /** The same for every delivery of the same event: `webhook-id`, else the provider's event id, else a body hash. */
      replayKey: string;
      /** Null where the scheme signs no timestamp. */
      timestampMs: number | null;
    }
  | VerifyFailure;

/** A person in a delivery of whom no lead can be made as it came: a dead letter. */
export interface Refused {
  /** Which of the delivery's people, from 0. */
  place: number;
  issues: Issue[];
  /** The part of the payload that is about them. */
  part: unknown;
  /** What could be read; null: nothing. */
  draft: NormalisedLead | null;
}

/**
 * The leads of a delivery, in their order, beside those who are refused. Without any lead: `refused` says what a person
 * could mend; without it, the sender is wrong and is told so.
 */
export type ParseResult =
  | { ok: true; leads: NormalisedLead[]; refused: Refused[]; eventId: string | null }
  | { ok: false; issues: Issue[]; refused?: Refused[] };

/** One provider: how it signs, and what its payload means. */
export interface Adapter {
  name: AdapterName;
  /** One of which every request that it could accept has, in lower case. */
  signatureHeaders: readonly string[];
  verify(ctx: VerifyContext): VerifyResult;
  /** Whether its sender is a programmer, who reads a refusal and corrects it. */
  senderCorrects: boolean;
  /** `json` is what the bytes that `verify` accepted say; it may hold what cannot be stored. */
  parse(json: unknown, ctx: ParseContext): ParseResult;
}
