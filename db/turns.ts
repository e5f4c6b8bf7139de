/** An org has too much under way: its line is full, or its turn did not come in time. Others have theirs. */
export class NoTurn extends Error {
  override readonly name = 'NoTurn';
  constructor(why: string) {
    super(`an org has too much under way at once: ${why}`);
  }
}

export interface TurnOptions {
  /** What there is to share. */
  places: number;
  /** One takes a place only while it has fewer than this many times those that are free. */
  greed: number;
  /** Most of one that wait. */
  mostWaiting: number;
  /** How long one of them waits at most. */
  waitMs: number;
}

/** Those who came together give up one after the other: a hundred at once would be felt by everybody. */
const patienceOfOne = (): number => 0.7 + 0.3 * Math.random();

interface Waiting {
  sinceMs: number;
  begin: () => void;
}

/**
 * Shares places between orgs by dynamic thresholds (Choudhury and Hahne, 1998): the more places are taken, the fewer one
 * may have. So whoever comes with nothing in hand finds a place, whatever one, two or three others hold on to, and
 * nobody must know beforehand how many orgs there are. Alone, one has half of the places at a greed of 1.
 *
 * A place that comes free goes to the one who waits and has the fewest, of several to the one who has waited longest;
 * those of one org are in line.
 */
export class Turns {
  private free: number;
  private readonly inUse = new Map<string, number>();
  private readonly lines = new Map<string, Waiting[]>();

  constructor(private readonly options: TurnOptions) {
    this.free = options.places;
  }

  /** Does `work` in the org's turn. @throws NoTurn when that does not come, and what `work` throws */
  async run<T>(orgId: string, work: () => Promise<T>): Promise<T> {
    await this.enter(orgId);
    try {
      return await work();
    } finally {
      this.leave(orgId);
    }
  }

  private held(orgId: string): number {
    return this.inUse.get(orgId) ?? 0;
  }

  private mayTake(orgId: string): boolean {
    return this.held(orgId) < this.options.greed * this.free;
  }

  private take(orgId: string): void {
    this.free -= 1;
    this.inUse.set(orgId, this.held(orgId) + 1);
  }

  private enter(orgId: string): Promise<void> {
    const line = this.lines.get(orgId) ?? [];
    if (line.length === 0 && this.mayTake(orgId)) {
      this.take(orgId);
      return Promise.resolve();
    }
    const { mostWaiting, waitMs } = this.options;
    if (line.length >= mostWaiting) return Promise.reject(new NoTurn(`${mostWaiting} wait already`));
    return new Promise((resolve, reject) => {
      const impatient = setTimeout(() => {
        line.splice(line.indexOf(waiting), 1);
        if (line.length === 0) this.lines.delete(orgId);
        reject(new NoTurn('its turn did not come in time'));
      }, waitMs * patienceOfOne());
      const waiting: Waiting = {
        sinceMs: performance.now(),
        begin: () => {
          clearTimeout(impatient);
          resolve();
        },
      };
      line.push(waiting);
      this.lines.set(orgId, line);
    });
  }

  private leave(orgId: string): void {
    this.free += 1;
    const left = this.held(orgId) - 1;
    if (left === 0) this.inUse.delete(orgId);
    else this.inUse.set(orgId, left);
    for (let next = this.next(); next !== null; next = this.next()) {
      const line = this.lines.get(next)!;
      const { begin } = line.shift()!;
      if (line.length === 0) this.lines.delete(next);
      this.take(next);
      begin();
    }
  }

  /** Whose turn it is; null: nobody's who waits. */
  private next(): string | null {
    const able = [...this.lines].filter(([orgId]) => this.mayTake(orgId));
    able.sort(([a, one], [b, other]) => this.held(a) - this.held(b) || one[0]!.sinceMs - other[0]!.sinceMs);
    return able[0]?.[0] ?? null;
  }
}
