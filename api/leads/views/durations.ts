/** Seconds as an ISO 8601 duration, to the second: `PT4M10S`, `PT0S`. Null stays null. */
export function isoDuration(seconds: number | null): string | null {
  if (seconds === null) return null;
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return `PT${h > 0 ? `${h}H` : ''}${m > 0 ? `${m}M` : ''}${s > 0 || whole === 0 ? `${s}S` : ''}`;
}
