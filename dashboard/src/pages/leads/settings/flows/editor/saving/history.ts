/** Edits that follow each other this soon are one: a word, not its letters. */
const ONE_EDIT_MS = 700;
const MOST = 200;

/** What is gone through by undo and redo: whole drafts, which share all that did not change. */
export class History<Draft> {
  private readonly past: Draft[] = [];
  private future: Draft[] = [];
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
    if (nowMs - this.changedAtMs >= ONE_EDIT_MS || this.past.length === 0) this.past.push(before);
    if (this.past.length > MOST) this.past.shift();
    this.changedAtMs = nowMs;
    this.future = [];
    this.tell();
  }

  /** The next change is an edit of its own, however soon it comes. */
  cut(): void {
    this.changedAtMs = -Infinity;
  }

  /** @param now what the editor shows */
  undo(now: Draft): void {
    this.go(this.past, this.future, now);
  }

  redo(now: Draft): void {
    this.go(this.future, this.past, now);
  }

  private go(from: Draft[], to: Draft[], now: Draft): void {
    const draft = from.pop();
    if (draft === undefined) return;
    to.push(now);
    this.cut();
    this.isOwn = true;
    this.show(draft);
    this.isOwn = false;
    this.tell();
  }

  private tell(): void {
    for (const watcher of [...this.watchers]) watcher();
  }
}
