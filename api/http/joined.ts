import { Batcher } from '../../db/batcher.js';

/** Most that go together. */
const SIZE = 200;

/**
 * Joins calls that concern the same thing: one run at a time for each key, and what comes meanwhile goes together in the
 * next. A run begins after all its calls were made.
 */
export class Joined<In, Out> {
  private readonly keys = new Map<string, { batcher: Batcher<In, Out>; waiting: number }>();

  constructor(private readonly run: (key: string, items: readonly In[]) => Promise<readonly Out[]>) {}

  async do(key: string, item: In): Promise<Out> {
    let entry = this.keys.get(key);
    if (!entry) {
      const batcher = new Batcher<In, Out>({ run: (items) => this.run(key, items), size: SIZE, inFlight: 1 });
      this.keys.set(key, (entry = { batcher, waiting: 0 }));
    }
    entry.waiting += 1;
    try {
      return await entry.batcher.do(item);
    } finally {
      entry.waiting -= 1;
      if (entry.waiting === 0) this.keys.delete(key);
    }
  }
}
