/**
 * Instants leave the database as epoch milliseconds: parsing texts was a third of a bulk settlement's time.
 * @param column an expression of type timestamptz
 * @returns SQL of a bigint, null where the instant is
 */
export const ms = (column: string): string => `round(extract(epoch FROM ${column}) * 1000)::bigint`;

/**
 * And they come back as such.
 * @param value an expression of epoch milliseconds
 * @returns SQL of a timestamptz, null where the value is
 */
export const at = (value: string): string => `to_timestamp(${value} / 1000.0)`;

/**
 * The database's clock as of this very moment, for what is received now: cut, not rounded, to the milliseconds that are
 * kept, so that nothing is received in the future.
 */
export const NOW = `date_trunc('milliseconds', clock_timestamp())`;
