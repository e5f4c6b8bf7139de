import { Refused } from '../../../api/client';
import {
  nextSpan,
  rowsOf,
  staleSpans,
  withPage,
  withReread,
  type LeadPage,
  type LoadedList,
  type Span,
} from './windows';

/** Events of one change come together. */
const GATHER_MS = 100;
/** Windows are read again at most so often. */
const CALM_MS = 500;
/** Rows beyond the last one in view that are there before somebody comes to them. */
const AHEAD = 200;
/** Rows around those in view that count as in view. */
const MARGIN = 20;
/** Windows that are read again at a time. */
const AT_A_TIME = 4;
const MAX_WAIT_MS = 15_000;

export interface ListSource {
  list: () => LoadedList | undefined;
  change: (change: (list: LoadedList) => LoadedList) => void;
  read: (span: Span, signal: AbortSignal) => Promise<LeadPage>;
  heard: () => number;
  /** Told what keeps the list from being read; null when it is again. */
  onFailure: (failure: Error | null) => void;
}

/** Reads on before the end is reached, and reads again what is in view and may have changed. */
export class ListReader {
  private readonly ended = new AbortController();
  private view = { from: 0, to: 0 };
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isReadingOn = false;
  private isRereading = false;
  private calmUntilMs = 0;
  private failures = 0;
  private waitUntilMs = 0;

  constructor(private readonly source: ListSource) {}

  /** @param from first row in view @param to last row in view */
  see(from: number, to: number): void {
    this.view = { from, to };
    this.pump();
  }

  /** Something was heard. */
  changed(): void {
    this.later(GATHER_MS);
  }

  /** Tries at once what failed. */
  again(): void {
    this.waitUntilMs = 0;
    this.pump();
  }

  end(): void {
    clearTimeout(this.timer);
    this.ended.abort();
  }

  private pump(): void {
    const list = this.source.list();
    if (this.ended.signal.aborted || !list) return;
    const waitMs = this.waitUntilMs - Date.now();
    if (waitMs > 0) return waitMs < Infinity ? this.later(waitMs) : undefined;
    this.readOn(list);
    this.reread(list);
  }

  private later(ms: number): void {
    if (this.ended.signal.aborted) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.pump();
    }, ms);
  }

  private readOn(list: LoadedList): void {
    const span = nextSpan(list);
    if (span === null || this.isReadingOn || this.view.to + AHEAD < rowsOf(list).items.length) return;
    this.isReadingOn = true;
    void this.attempt(async () => {
      const heard = this.source.heard();
      const page = await this.source.read(span, this.ended.signal);
      this.source.change((now) => withPage(now, span, page, heard));
    }).finally(() => {
      this.isReadingOn = false;
      this.pump();
    });
  }

  private reread(list: LoadedList): void {
    if (this.isRereading) return;
    const heard = this.source.heard();
    const spans = staleSpans(list, rowsOf(list), heard, this.view.from - MARGIN, this.view.to + MARGIN);
    if (spans.length === 0) return;
    const calmMs = this.calmUntilMs - Date.now();
    if (calmMs > 0) return this.later(calmMs);
    this.calmUntilMs = Date.now() + CALM_MS;
    this.isRereading = true;
    void this.attempt(async () => {
      const read = async (span: Span) => [span, await this.source.read(span, this.ended.signal)] as const;
      const answers = await Promise.all(spans.slice(0, AT_A_TIME).map(read));
      this.source.change((now) => answers.reduce((l, [span, page]) => withReread(l, span, page, heard), now));
    }).finally(() => {
      this.isRereading = false;
      this.pump();
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.failures = 0;
      this.source.onFailure(null);
    } catch (error) {
      if (this.ended.signal.aborted) return;
      // What was refused stays refused, until somebody tries again.
      const isRefused = error instanceof Refused && error.status < 500;
      this.waitUntilMs = isRefused ? Infinity : Date.now() + Math.min(MAX_WAIT_MS, 500 * 2 ** this.failures++);
      this.source.onFailure(error as Error);
    }
  }
}
