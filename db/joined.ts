import { Batcher } from './batcher.js';
import { NoTurn } from './turns.js';

/**
 * Joins calls that concern the same thing: one run at a time for each key, and what comes meanwhile goes together in the
 * next. A run begins after all its calls were made.
 */
export class Joined<In, Out> {
  private readonly keys = new Map<string, { batcher: Batcher<In, Out>; waiting: number }>();

  /** @param limits `size`: most that go together; `mostWaiting`: of one key, with those under way */
  constructor(
    private readonly limits: { size: number; mostWaiting: number },
    private readonly run: (key: string, items: readonly In[]) => Promise<readonly Out[]>,
  ) {}

  /** @throws NoTurn when too many wait for the same, and what `run` throws */
  async do(key: string, item: In): Promise<Out> {
    let entry = this.keys.get(key);
    if (!entry) {
      const run = (items: readonly In[]) => this.run(key, items);
      const batcher = new Batcher<In, Out>({ run, size: this.limits.size, inFlight: 1 });
      this.keys.set(key, (entry = { batcher, waiting: 0 }));
    }
    if (entry.waiting >= this.limits.mostWaiting) throw new NoTurn(`${entry.waiting} wait for the same already`);
    entry.waiting += 1;
    try {
      return await entry.batcher.do(item);
    } finally {
      entry.waiting -= 1;
      if (entry.waiting === 0) this.keys.delete(key);
    }
  }
}
