import { setTimeout as delay } from 'node:timers/promises';
import type { EventPage, EventPosition, EventRow } from '../../../db/platform/queries/events.js';

/** A stream as its reader sees it. */
export interface Follower {
  hear(events: readonly EventRow[]): void;
  drained(): Promise<void>;
  readonly isOpen: boolean;
  end(): void;
}

export type ReadEvents = (after: EventPosition) => Promise<EventPage>;

/** Least time between two reads: a burst of notices is read at once. */
const GAP_MS = 50;
/**
 * Longest time between them. Not every change has a notice of its own: each NOTIFY makes commits of the whole cluster
 * wait for each other, and settlements, which are most of the writing, do without.
 */
const POLL_MS = 250;
/** Failed reads in a row after which the streams are ended: a client must see that it sees nothing. */
const MAX_FAILURES = 3;

/** Reads one org's events once for all streams of this process that follow it, for as long as there is one. */
export class OrgReader {
  private readonly followers = new Set<Follower>();
  private position: EventPosition | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private running = false;
  private wake: () => void = () => undefined;
  private rung = false;

  constructor(
    private readonly read: ReadEvents,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Something may have been committed. */
  ring(): void {
    this.rung = true;
    this.wake();
  }

  /** Brings a stream from a position to the present, and lets it follow from there on without a gap. */
  async join(follower: Follower, from: EventPosition): Promise<void> {
    let at = from;
    const next = async (): Promise<boolean> => {
      const page = await this.read(at);
      follower.hear(page.events);
      at = page.events.at(-1)?.position ?? at;
      return page.more;
    };
    while (follower.isOpen) {
      // Pages of the past are read while the others go on.
      while (follower.isOpen && (await next())) await follower.drained();
      // The last one in a turn: nothing is read for the others between it and the first that all hear together.
      const joined = await this.inTurn(async () => {
        if (await next()) return false;
        // The others may stand further back than this one: a stream skips what it has heard.
        if (this.followers.size === 0) this.position = at;
        this.followers.add(follower);
        return true;
      });
      if (joined) break;
    }
    if (!this.running) void this.follow();
  }

  leave(follower: Follower): void {
    this.followers.delete(follower);
    if (this.followers.size === 0) this.wake();
  }

  private async follow(): Promise<void> {
    this.running = true;
    let failures = 0;
    while (this.followers.size > 0) {
      this.rung = false;
      try {
        const more = await this.inTurn(() => this.step());
        failures = 0;
        if (more) continue;
      } catch (error) {
        failures += 1;
        if (failures === 1) this.onFailure(error);
        if (failures === MAX_FAILURES) for (const follower of this.followers) follower.end();
      }
      await this.pause();
    }
    this.running = false;
  }

  private async step(): Promise<boolean> {
    if (this.position === null) return false;
    const { events, more } = await this.read(this.position);
    this.position = events.at(-1)?.position ?? this.position;
    for (const follower of this.followers) follower.hear(events);
    return more;
  }

  private async pause(): Promise<void> {
    await delay(GAP_MS);
    if (this.rung || this.followers.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_MS - GAP_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** One read after the other, so that all hear the same events in the same order. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }
}
