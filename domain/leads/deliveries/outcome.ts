import type { DeliveryOutcome, EndpointStanding } from '../vocabulary/deliveries.js';

const BY_CODE = new Map<string, DeliveryOutcome>([
  ['OVER_QUOTA', 'OVER_QUOTA'],
  ['SOURCE_SWITCHED_OFF', 'SWITCHED_OFF'],
  ['SOURCE_DELETED', 'DELETED'],
  ['TENANT_SUSPENDED', 'SUSPENDED'],
]);

const BY_STATUS = new Map<number, DeliveryOutcome>([
  [401, 'NOT_SIGNED'],
  [404, 'UNKNOWN_LEAD'],
  [413, 'TOO_LARGE'],
  [415, 'NOT_JSON'],
  [422, 'OTHER_BODY'],
  [429, 'OVER_QUOTA'],
]);

/** What a refusal of a delivery was for. @param code of the answer's problem */
export const refusalOf = (status: number, code: string): DeliveryOutcome =>
  BY_CODE.get(code) ?? BY_STATUS.get(status) ?? (status >= 500 ? 'FAILED' : 'NOT_VALID');

/** How long the log of an endpoint's deliveries goes back. */
export const NOTES_KEPT_MS = 7 * 24 * 60 * 60_000;

/**
 * How an endpoint does, by what was last answered to it.
 * @param told epoch milliseconds; null: never, within what is remembered
 */
export function standingOf(told: {
  switchedOff: boolean;
  deleted: boolean;
  lastGoodAtMs: number | null;
  lastBadAtMs: number | null;
}): EndpointStanding {
  const { switchedOff, deleted, lastGoodAtMs, lastBadAtMs } = told;
  if (deleted) return 'DELETED';
  if (switchedOff) return 'SWITCHED_OFF';
  if (lastBadAtMs !== null && lastBadAtMs > (lastGoodAtMs ?? -Infinity)) return 'FAILING';
  return lastGoodAtMs === null ? 'SILENT' : 'WELL';
}

/** Longer than any sentence of ours; a sender's own words among them are cut. */
const MOST_DETAIL = 300;

/** Why a delivery was refused, in one line: the issues where there are any, else the title. */
export function detailOf(title: string, issues: readonly { path: string; message: string }[]): string {
  const lines = issues.slice(0, 3).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  const more = issues.length > lines.length ? [`and ${issues.length - lines.length} more`] : [];
  const text = lines.length === 0 ? title : [...lines, ...more].join(' · ');
  return text.length > MOST_DETAIL ? `${text.slice(0, MOST_DETAIL).replace(/\p{Surrogate}$/u, '')}…` : text;
}
