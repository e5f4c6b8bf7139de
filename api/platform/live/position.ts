import type { EventPosition } from '../../../db/platform/queries/events.js';

/** Digits that fit what they are read into: a transaction id of 64 bits, and a number without loss. */
export const POSITION = /^\d{1,19}-\d{1,15}$/;

/** An event's id, as clients keep it and send it back as `Last-Event-ID`. */
export const positionText = ({ xid, id }: EventPosition): string => `${xid}-${id}`;

/** @param text one that matches `POSITION` */
export function parsePosition(text: string): EventPosition {
  const [xid, id] = text.split('-') as [string, string];
  return { xid: BigInt(xid), id: Number(id) };
}
