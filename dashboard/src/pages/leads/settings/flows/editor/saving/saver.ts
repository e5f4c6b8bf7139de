import { same, type JsonObject } from '../changes/json';
import type { Keeper } from './kept';
import { merge, type Conflict, type Side } from './merge';

/** A draft as it is stored. */
export interface Stored {
  revision: number;
  draft: JsonObject;
}

/** How saving went. */
export type Sent = Stored | 'STALE' | 'UNREACHABLE' | Error;

export type SaverState =
  | { is: 'SAVED'; atMs: number | null }
  /** It will be saved in a moment. */
  | { is: 'CHANGED' }
  | { is: 'SAVING' }
  /** The way to the server is gone: it is kept here, and sent when it is back. */
  | { is: 'KEPT' }
  /** The server does not take it: what for. Another change is tried again. */
  | { is: 'REFUSED'; error: Error }
  /** Somebody else changed the same. */
  | { is: 'CONFLICT'; theirs: Stored; base: JsonObject; conflicts: readonly Conflict[] };

/** What was brought together without a question. */
export type News =
  /** Somebody else saved something, and nothing was typed here: it is shown. */
  | { is: 'TAKEN'; base: JsonObject; theirs: JsonObject }
  /** Both changed something, each something else. */
  | { is: 'MERGED'; base: JsonObject; theirs: JsonObject }
  /** What could not be saved when the page was closed is here again. */
  | { is: 'RESTORED'; keptAtMs: number };

export interface SaverDeps {
  /** Saves it over `revision`. */
  send: (draft: JsonObject, revision: number) => Promise<Sent>;
  /** What is stored now; rejects where the server cannot be reached. */
  read: () => Promise<Stored>;
  keeper: Keeper;
  /** Shows another draft in the editor. @param over brings what somebody else saved into a draft from before; left out: it is an edit */
  show: (draft: JsonObject, over?: (before: JsonObject) => JsonObject) => void;
  tell: (news: News) => void;
  now: () => number;
}

/** So long after the last keystroke it is saved, */
export const QUIET_MS = 800;
/** and so long after the first one at the latest. */
const LONGEST_MS = 4_000;
const AGAIN_MS = 3_000;
const KEEP_MS = 250;

/**
 * Saves a draft by itself, one request at a time, over what it knows to be stored. Where somebody else was faster both are brought
 * together; where both changed the same it waits for a choice, and everything stays in the editor meanwhile.
 */
export class Saver {
  private state: SaverState = { is: 'SAVED', atMs: null };
  private draft: JsonObject;
  private readonly watchers = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private keepTimer: ReturnType<typeof setTimeout> | undefined;
  private firstChangeAtMs: number | null = null;
  private isBusy = false;
  private hasEnded = false;
  /** What somebody read while a request was under way. */
  private heardMeanwhile: Stored | null = null;
  /** Drafts that were given up in this session, newest last. */
  private readonly givenUp: { draft: JsonObject; atMs: number }[] = [];

  /** @param stored what the editor begins with */
  constructor(
    private stored: Stored,
    private readonly deps: SaverDeps,
  ) {
    this.draft = stored.draft;
  }

  now = (): SaverState => this.state;
  revision = (): number => this.stored.revision;
  lost = (): readonly { draft: JsonObject; atMs: number }[] => this.givenUp;
  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };
  /** Whether closing the page would leave something behind. */
  hasUnsaved = (): boolean => this.state.is !== 'SAVED';

  /** Brings back what was kept when the page was closed. To be called once the editor listens. */
  begin(): void {
    const kept = this.deps.keeper.read();
    if (!kept) return;
    const { base, draft, keptAtMs } = kept;
    const { draft: merged, conflicts } = merge(base, draft, this.stored.draft);
    if (conflicts.length > 0) {
      this.show(draft);
      this.set({ is: 'CONFLICT', theirs: this.stored, base, conflicts });
    } else if (same(merged, this.stored.draft)) {
      this.deps.keeper.forget();
      return;
    } else {
      this.show(merged);
      this.plan();
    }
    this.deps.tell({ is: 'RESTORED', keptAtMs });
  }

  /** Told of every change in the editor. */
  changed(draft: JsonObject): void {
    if (draft === this.draft) return;
    this.draft = draft;
    if (this.state.is === 'CONFLICT') {
      this.keep();
      this.ask(this.state.theirs, this.state.base);
    } else if (this.isBusy) {
      // Looked at again when the answer is there.
      this.keep();
    } else if (same(draft, this.stored.draft)) this.settled();
    else {
      this.keep();
      this.plan();
    }
  }

  /** Told of what is stored as somebody read it: a newer revision is somebody else's. */
  heard(stored: Stored): void {
    if (stored.revision <= this.stored.revision || this.hasEnded) return;
    if (this.isBusy) {
      this.heardMeanwhile = stored;
      return;
    }
    if (this.state.is === 'CONFLICT' && stored.revision <= this.state.theirs.revision) return;
    this.meet(stored, this.state.is === 'CONFLICT' ? this.state.base : this.stored.draft);
  }

  /** Saves it at once, and resolves when nothing is left to save or it cannot be. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    if (this.state.is === 'CONFLICT') return false;
    if (this.isBusy) {
      await new Promise<void>((resolve) => {
        const end = this.watch(() => {
          if (this.isBusy) return;
          end();
          resolve();
        });
      });
      return this.flush();
    }
    if (same(this.draft, this.stored.draft)) return true;
    await this.save();
    const { is } = this.now();
    // Brought together with another's: that is to be saved, too.
    return is === 'CHANGED' ? this.flush() : is === 'SAVED';
  }

  /** Told that what is stored was published, which may have smoothed it: spaces around a name, say. */
  published(stored: Stored): void {
    if (!same(this.draft, this.stored.draft)) return;
    this.stored = stored;
    if (!same(this.draft, stored.draft)) this.show(stored.draft);
  }

  /** Decides a conflict. What is given up by it can be brought back. @param chosen whose each shall be; left out: mine */
  decide(chosen: ReadonlyMap<string, Side>): void {
    if (this.state.is !== 'CONFLICT') return;
    const { theirs, base } = this.state;
    const { draft } = merge(base, this.draft, theirs.draft, chosen);
    this.goOn(draft, theirs);
  }

  /** Takes what the other made of it, and nothing of what was made here. */
  takeTheirs(): void {
    if (this.state.is === 'CONFLICT') this.goOn(this.state.theirs.draft, this.state.theirs);
  }

  /** Leaves nothing of what the other made of it. */
  keepMine(): void {
    if (this.state.is === 'CONFLICT') this.goOn(this.draft, this.state.theirs);
  }

  /** Tries again, now that the way may be back. */
  again = (): void => {
    if (this.state.is === 'KEPT' || this.state.is === 'REFUSED') void this.flush();
  };

  /** The page is left: what is not saved yet is sent once more, and kept until that is answered. */
  end(): void {
    clearTimeout(this.timer);
    clearTimeout(this.keepTimer);
    if (this.hasUnsaved()) {
      this.keepNow();
      if (this.state.is === 'CHANGED') void this.save();
    }
    this.hasEnded = true;
  }

  /** The page is there again: React leaves and enters it twice while one develops. */
  resume(): void {
    this.hasEnded = false;
  }

  private goOn(draft: JsonObject, theirs: Stored): void {
    for (const lost of [this.draft, theirs.draft])
      if (!same(lost, draft)) this.givenUp.push({ draft: lost, atMs: this.deps.now() });
    this.stored = theirs;
    this.show(draft);
    if (same(draft, theirs.draft)) this.settled();
    else this.plan(0);
  }

  private show(...[draft, over]: Parameters<SaverDeps['show']>): void {
    this.draft = draft;
    this.deps.show(draft, over);
  }

  private settled(): void {
    clearTimeout(this.timer);
    clearTimeout(this.keepTimer);
    this.firstChangeAtMs = null;
    this.deps.keeper.forget();
    this.set({ is: 'SAVED', atMs: this.state.is === 'SAVED' ? this.state.atMs : this.deps.now() });
  }

  private plan(afterMs = QUIET_MS): void {
    if (this.hasEnded) return;
    const nowMs = this.deps.now();
    this.firstChangeAtMs ??= nowMs;
    clearTimeout(this.timer);
    const latestMs = Math.max(0, this.firstChangeAtMs + LONGEST_MS - nowMs);
    this.timer = setTimeout(() => void this.save(), Math.min(afterMs, latestMs));
    if (this.state.is !== 'KEPT') this.set({ is: 'CHANGED' });
  }

  private async save(): Promise<void> {
    if (this.isBusy || this.hasEnded) return;
    clearTimeout(this.timer);
    this.firstChangeAtMs = null;
    const draft = this.draft;
    this.isBusy = true;
    if (this.state.is !== 'KEPT') this.set({ is: 'SAVING' });
    const sent = await this.deps.send(draft, this.stored.revision);
    if (sent === 'STALE') {
      const theirs = await this.deps.read().catch(() => null);
      this.isBusy = false;
      if (theirs === null) this.wait();
      else this.meet(theirs, this.stored.draft);
      return;
    }
    this.isBusy = false;
    if (sent === 'UNREACHABLE') return this.wait();
    if (sent instanceof Error) {
      this.keepNow();
      return this.set({ is: 'REFUSED', error: sent });
    }
    // What the server made of it counts as stored only where it is what was sent: it keeps a draft as it went in.
    this.stored = { revision: sent.revision, draft };
    if (same(this.draft, draft)) {
      this.set({ is: 'SAVED', atMs: this.deps.now() });
      this.settled();
    } else this.plan();
    const heard = this.heardMeanwhile;
    this.heardMeanwhile = null;
    if (heard) this.heard(heard);
  }

  /** Kept here, and tried again. */
  private wait(): void {
    this.keepNow();
    this.set({ is: 'KEPT' });
    if (!this.hasEnded) this.timer = setTimeout(() => void this.save(), AGAIN_MS);
  }

  /** Somebody else was faster. */
  private meet(theirs: Stored, base: JsonObject): void {
    const isTouched = !same(this.draft, base);
    const { draft, conflicts } = merge(base, this.draft, theirs.draft);
    if (conflicts.length > 0) return this.ask(theirs, base);
    const isNews = !same(this.draft, draft);
    this.stored = theirs;
    if (isNews) this.show(draft, (before) => merge(base, before, theirs.draft).draft);
    if (same(draft, theirs.draft)) this.settled();
    else this.plan(0);
    if (isNews) this.deps.tell({ is: isTouched ? 'MERGED' : 'TAKEN', base, theirs: theirs.draft });
  }

  private ask(theirs: Stored, base: JsonObject): void {
    clearTimeout(this.timer);
    const { conflicts, draft } = merge(base, this.draft, theirs.draft);
    if (conflicts.length === 0) return this.goOn(draft, theirs);
    this.keepNow(base);
    this.set({ is: 'CONFLICT', theirs, base, conflicts });
  }

  private keep(): void {
    clearTimeout(this.keepTimer);
    this.keepTimer = setTimeout(() => this.keepNow(), KEEP_MS);
  }

  private keepNow(base = this.state.is === 'CONFLICT' ? this.state.base : this.stored.draft): void {
    clearTimeout(this.keepTimer);
    if (!same(this.draft, base)) this.deps.keeper.keep({ base, draft: this.draft, keptAtMs: this.deps.now() });
  }

  private set(state: SaverState): void {
    this.state = state;
    for (const watcher of [...this.watchers]) watcher();
  }
}
