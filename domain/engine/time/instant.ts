/** Instants are epoch milliseconds inside the domain; they become RFC 3339 UTC at its edges. */
export type InstantMs = number;

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;
const EARLIEST = Date.parse('0001-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** An RFC 3339 instant in epoch milliseconds; null when the text is not one (or names no real date). */
export function parseInstant(text: string): InstantMs | null {
  const match = RFC3339.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const lastDay = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day < 1 || day > lastDay || hour > 23 || minute > 59 || second > 59) return null;
  const [offsetHour = 0, offsetMinute = 0] = match[7]?.slice(1).split(':').map(Number) ?? [];
  if (offsetHour > 23 || offsetMinute > 59) return null;
  const ms = Date.parse(text.toUpperCase());
  return ms >= EARLIEST && ms <= LATEST ? ms : null;
}
