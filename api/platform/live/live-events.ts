import { messageOf } from '../../../db/errors.js';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import type { Database } from '../../../db/client.js';
import { listenTo } from '../../../db/listen.js';
import { readEvents, startOfEvents, type EventPosition } from '../../../db/platform/queries/events.js';
import { callerId, type Caller } from '../../http/access.js';
import { malformed, tooManyStreams, unavailable } from '../../http/errors.js';
import { concerns, whoIs } from '../rights.js';
import { OrgReader } from './org-reader.js';
import { LiveStream } from './stream.js';

const PAGE = 500;
const HEARTBEAT_MS = 15_000;
/** Streams that one person or key may have open in this process: as many tabs. */
const MAX_STREAMS = 10;

export interface LiveRequest {
  req: Request;
  res: Response;
  caller: Caller;
  /** The last event that the client has; null: it begins now. */
  after: EventPosition | null;
  /**
   * Whether the caller may still hear what they did when the stream began. Asked when their rights change, and at each
   * heartbeat, as tokens expire. Throws while nobody can tell.
   */
  isStillAllowed: () => Promise<boolean>;
}

/** Whose rights a stream goes by: a grant's, of an operator who was let in. */
const whoOf = (caller: Caller): string =>
  whoIs(caller.orgId, caller.kind === 'support' ? caller.supportId : callerId(caller));

/** All live streams of this process. */
export class LiveEvents {
  private readonly readers = new Map<string, { reader: OrgReader; streams: number }>();
  private readonly streams = new Map<LiveStream, { who: string; check: () => void }>();
  private readonly open = new Map<string, number>();
  private listener: { close(): Promise<void> } | null = null;
  private closing = false;

  constructor(
    private readonly db: Database,
    private readonly log: Logger,
    private readonly heartbeatMs = HEARTBEAT_MS,
  ) {}

  /**
   * Answers a request with a stream that lasts until the client, the credentials or this process ends.
   * @throws ApiError before anything is sent: 429 when the caller has too many, 503 when the database does not answer
   */
  async serve(request: LiveRequest): Promise<void> {
    const { caller } = request;
    if (this.closing) throw unavailable(1);
    const who = whoOf(caller);
    const count = this.open.get(who) ?? 0;
    if (count >= MAX_STREAMS) throw tooManyStreams(MAX_STREAMS);
    this.open.set(who, count + 1);
    const entry = this.enter(caller.orgId);
    try {
      await this.stream(request, entry.reader);
    } finally {
      this.exit(caller.orgId, entry);
      const left = this.open.get(who)! - 1;
      if (left > 0) this.open.set(who, left);
      else this.open.delete(who);
    }
  }

  /**
   * Ends the streams of whoever may not hear what they send any more.
   * @param who null: anybody's rights may have changed
   */
  rightsChanged(who: string | null): void {
    for (const stream of this.streams.values()) if (concerns(who, stream.who)) stream.check();
  }

  /** Ends all streams and takes no more. */
  async close(): Promise<void> {
    this.closing = true;
    for (const stream of this.streams.keys()) stream.end();
    await this.listener?.close();
  }

  private async stream({ req, res, caller, after, isStillAllowed }: LiveRequest, reader: OrgReader): Promise<void> {
    const { position, known } = await this.db.readOrg(caller.orgId, (tx) => startOfEvents(tx, after));
    const stream = await LiveStream.open(req, res, { caller, at: position, heartbeatMs: this.heartbeatMs }).catch(
      () => {
        throw malformed('The request has no usable Host header', 'Send the name of this API as Host.');
      },
    );
    const check = (): void => {
      isStillAllowed().then(
        (allowed) => {
          if (allowed) return;
          stream.notice('expired');
          stream.end();
        },
        // The database is away: the reader ends the stream, if that lasts.
        () => undefined,
      );
    };
    this.streams.set(stream, { who: whoOf(caller), check });
    // Rights may have changed since they were asked for, when nobody knew this stream yet.
    check();
    const heart = setInterval(() => {
      stream.tellPosition();
      check();
    }, this.heartbeatMs);
    try {
      stream.notice(after === null || known ? 'ready' : 'reset');
      await reader.join(stream, position);
      if (this.closing) stream.end();
      await stream.closed;
    } catch (error) {
      this.failed(error);
      stream.end();
    } finally {
      clearInterval(heart);
      reader.leave(stream);
      this.streams.delete(stream);
    }
  }

  private enter(orgId: string): { reader: OrgReader; streams: number } {
    this.listener ??= listenTo(this.db.pool, 'pinggo_outbox', () => {
      for (const { reader } of this.readers.values()) reader.ring();
    });
    let entry = this.readers.get(orgId);
    if (!entry) {
      const read = (after: EventPosition) => this.db.readOrg(orgId, (tx) => readEvents(tx, after, PAGE));
      entry = { reader: new OrgReader(read, (error) => this.failed(error)), streams: 0 };
      this.readers.set(orgId, entry);
    }
    entry.streams += 1;
    return entry;
  }

  private exit(orgId: string, entry: { streams: number }): void {
    entry.streams -= 1;
    if (entry.streams > 0) return;
    this.readers.delete(orgId);
    if (this.readers.size > 0) return;
    void this.listener?.close();
    this.listener = null;
  }

  private failed(error: unknown): void {
    this.log.warn({ error: messageOf(error) }, 'events cannot be read');
  }
}
