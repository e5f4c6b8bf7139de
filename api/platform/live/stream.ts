import type { Request, Response } from 'express';
import { createSession, type Session } from 'better-sse';
import { isAfter, type EventPosition, type EventRow } from '../../../db/platform/queries/events.js';
import type { Caller } from '../../http/access.js';
import { eventFor } from './event.js';
import { positionText } from './position.js';

/** Bytes that may wait for a client. One that leaves more unread is cut off: it comes back and resumes. */
const MAX_UNREAD = 1024 * 1024;
/** How long a client that catches up may leave a full buffer unread. */
const PATIENCE_MS = 30_000;
/** What a client is asked to wait before it connects again. */
const RETRY_MS = 1_000;

/** Messages about the stream itself. */
type Notice = 'ready' | 'reset' | 'position' | 'expired';

/** One client's stream: what it was sent, and whether it still reads. */
export class LiveStream {
  private told: EventPosition;

  private constructor(
    private readonly session: Session,
    private readonly res: Response,
    private readonly caller: Caller,
    private at: EventPosition,
    /** Settles once the connection is gone, whoever ended it. */
    readonly closed: Promise<void>,
  ) {
    this.told = at;
  }

  /**
   * Answers a request with a stream that has sent nothing yet.
   * @param heartbeatMs between comments that keep proxies from closing it, and show the client that it lives
   */
  static async open(
    req: Request,
    res: Response,
    options: { caller: Caller; at: EventPosition; heartbeatMs: number },
  ): Promise<LiveStream> {
    const { caller, at, heartbeatMs } = options;
    // Asked first: the client may go while the session is made.
    const closed = new Promise<void>((resolve) => {
      if (res.closed) resolve();
      else res.once('close', () => resolve());
    });
    // The contract reads the header: no other place may say where to begin.
    const session = await createSession(req, res, {
      trustClientEventId: false,
      keepAlive: heartbeatMs,
      retry: RETRY_MS,
    });
    return new LiveStream(session, res, caller, at, closed);
  }

  get isOpen(): boolean {
    return this.session.isConnected && !this.res.writableEnded && !this.res.destroyed;
  }

  /** Sends what of these events is new to this client and theirs to see. */
  hear(events: readonly EventRow[]): void {
    // What was left unread of all before; these are just being sent.
    if (this.res.writableLength > MAX_UNREAD) this.cut();
    for (const row of events) {
      if (!this.isOpen || !isAfter(row.position, this.at)) continue;
      this.at = row.position;
      const event = eventFor(this.caller, row);
      if (event === null) continue;
      this.session.push(event, 'message', event.id);
      this.told = row.position;
    }
  }

  /** Sends a message about the stream, with the position that it has reached. */
  notice(name: Notice): void {
    if (!this.isOpen) return;
    this.session.push({}, name, positionText(this.at));
    this.told = this.at;
  }

  /** Says where it is when nothing of the client's happened since: else it would resume from far behind. */
  tellPosition(): void {
    if (isAfter(this.at, this.told)) this.notice('position');
  }

  /** Waits until the client has read enough to be sent more, or cuts it off. */
  async drained(): Promise<void> {
    if (!this.isOpen || !this.res.writableNeedDrain) return;
    const timer = setTimeout(() => this.cut(), PATIENCE_MS);
    await Promise.race([new Promise<void>((resolve) => this.res.once('drain', () => resolve())), this.closed]);
    clearTimeout(timer);
  }

  /** Ends it in good order. */
  end(): void {
    // The connection too: kept alive, it would hold up a server that stops.
    if (!this.res.writableEnded) this.res.end(() => this.res.req.socket.destroySoon());
  }

  private cut(): void {
    this.res.destroy();
  }
}
