/** What counts is the server's clock: a device whose own is wrong must neither show nor send wrong instants. */

/** Within so much the device's clock is taken for right: the header has whole seconds only. */
const TOLERANCE_MS = 3_000;

let aheadMs = 0;

/** @param date the `Date` header of an answer that came just now */
export function noteServerDate(date: string | null): void {
  const sentAtMs = Date.parse(date ?? '');
  if (Number.isNaN(sentAtMs)) return;
  // Half a second, as the header leaves out the milliseconds.
  const differenceMs = sentAtMs + 500 - Date.now();
  aheadMs = Math.abs(differenceMs) < TOLERANCE_MS ? 0 : differenceMs;
}

/** The present, by the server's clock, in epoch milliseconds. */
export const serverNowMs = (): number => Date.now() + aheadMs;
