/**
 * Instants leave the database as epoch milliseconds: parsing texts was a third of a bulk settlement's time.
 * @param column an expression of type timestamptz
 * @returns SQL of a bigint, null where the instant is
 */
export const ms = (column: string): string => `round(extract(epoch FROM ${column}) * 1000)::bigint`;
