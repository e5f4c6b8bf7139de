/** Edits that follow each other this soon are one: a word, not its letters. */
const ONE_EDIT_MS = 700;
const MOST = 200;

/** Brings what somebody else saved into a draft from before. */
export type Over<Draft> = (draft: Draft) => Draft;

interface Kept<Draft> {
  draft: Draft;
  /** How many times somebody else had saved by then. */
  overs: number;
}

/**
 * What is gone through by undo and redo: whole drafts, which share all that did not change. What somebody else saved meanwhile stays: it
 * is one's own edits that are undone.
 */
export class History<Draft> {
  private readonly past: Kept<Draft>[] = [];
  private future: Kept<Draft>[] = [];
  private readonly overs: Over<Draft>[] = [];
  private changedAtMs = -Infinity;
  private isOwn = false;
  private readonly watchers = new Set<() => void>();

  /** @param show puts another draft into the editor, which tells of it as of any change */
  constructor(
    private readonly show: (draft: Draft) => void,
    private readonly nowMs: () => number,
  ) {}

  canUndo = (): boolean => this.past.length > 0;
  canRedo = (): boolean => this.future.length > 0;
  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** Told of every change in the editor. @param before what it was */
  changed(before: Draft): void {
    if (this.isOwn) return;
    const nowMs = this.nowMs();
    if (nowMs - this.changedAtMs >= ONE_EDIT_MS || this.past.length === 0) this.past.push(this.kept(before));
    if (this.past.length > MOST) this.past.shift();
    this.changedAtMs = nowMs;
    this.future = [];
    this.tell();
  }

  /** The next change is an edit of its own, however soon it comes. */
  cut(): void {
    this.changedAtMs = -Infinity;
  }

  /** Shows what somebody else made of it: no edit of this editor's, and none that its undo takes back. */
  takeOver(draft: Draft, over: Over<Draft>): void {
    this.overs.push(over);
    this.put(draft);
  }

  /** @param now what the editor shows */
  undo(now: Draft): void {
    this.go(this.past, this.future, now);
  }

  redo(now: Draft): void {
    this.go(this.future, this.past, now);
  }

  private kept = (draft: Draft): Kept<Draft> => ({ draft, overs: this.overs.length });

  private go(from: Kept<Draft>[], to: Kept<Draft>[], now: Draft): void {
    const kept = from.pop();
    if (kept === undefined) return;
    to.push(this.kept(now));
    this.put(this.overs.slice(kept.overs).reduce((draft, over) => over(draft), kept.draft));
    this.tell();
  }

  private put(draft: Draft): void {
    this.cut();
    this.isOwn = true;
    this.show(draft);
    this.isOwn = false;
  }

  private tell(): void {
    for (const watcher of [...this.watchers]) watcher();
  }
}
