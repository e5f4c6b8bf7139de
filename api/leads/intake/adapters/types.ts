import type { Issue } from '../../../http/issues.js';
import type { NormalisedLead, ParseContext } from '../lead-body.js';
import type { Headers, VerifyFailure } from '../signatures/types.js';

export const ADAPTER_NAMES = ['standard', 'gohighlevel', 'facebook-leadgen', 'typeform'] as const;
export type AdapterName = (typeof ADAPTER_NAMES)[number];

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

export type ParseResult =
  { ok: true; leads: NormalisedLead[]; eventId: string | null } | { ok: false; issues: Issue[] };

/** One provider: how it signs, and what its payload means. */
export interface Adapter {
  name: AdapterName;
  verify(ctx: VerifyContext): VerifyResult;
  /** `json` is what `parseJsonBody` made of the bytes that `verify` accepted. */
  parse(json: unknown, ctx: ParseContext): ParseResult;
}
