/** Units in which people say how long something takes. */
export const UNITS = ['S', 'M', 'H', 'D'] as const;
export type Unit = (typeof UNITS)[number];

export interface Duration {
  amount: number;
  unit: Unit;
  /** Before: only offsets are. */
  isNegative: boolean;
}

/** An ISO 8601 duration of one unit; null: it is longer than that, or none. */
export function readDuration(text: string): Duration | null {
  const [, sign, days, amount, unit] = /^(-?)P(?:(\d+)D|T(\d+)([SMH]))$/.exec(text) ?? [];
  if (days !== undefined) return { amount: Number(days), unit: 'D', isNegative: sign === '-' };
  if (amount === undefined) return null;
  return { amount: Number(amount), unit: unit as Unit, isNegative: sign === '-' };
}

/** The same as ISO 8601: `PT15M`, `-P1D`. */
export const writeDuration = ({ amount, unit, isNegative }: Duration): string =>
  `${isNegative && amount !== 0 ? '-' : ''}P${unit === 'D' ? '' : 'T'}${amount}${unit}`;
