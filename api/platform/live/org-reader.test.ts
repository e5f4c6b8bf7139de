import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isAfter, type EventPosition, type EventRow } from '../../../db/platform/queries/events.js';
import { OrgReader, type Follower } from './org-reader.js';

/** Transactions as Postgres shows them: an id is drawn when a row is written, seen once no older transaction runs. */
class Log {
  private nextXid = 1n;
  private nextId = 1;
  private readonly running = new Map<bigint, EventRow[]>();
  readonly committed: EventRow[] = [];

  begin(): void {
    this.running.set(this.nextXid++, []);
  }

  write(pick: number): void {
    const [xid, rows] = this.one(pick) ?? [];
    if (xid !== undefined) rows!.push({ position: { xid, id: this.nextId++ } } as EventRow);
  }

  commit(pick: number): void {
    const [xid, rows] = this.one(pick) ?? [];
    if (xid === undefined) return;
    this.running.delete(xid);
    this.committed.push(...rows!);
  }

  commitAll(): void {
    while (this.running.size > 0) this.commit(0);
  }

  get visible(): EventRow[] {
    const horizon = [...this.running.keys()].reduce((least, xid) => (xid < least ? xid : least), this.nextXid);
    return this.committed
      .filter(({ position }) => position.xid < horizon)
      .sort((a, b) => (isAfter(a.position, b.position) ? 1 : -1));
  }

  private one(pick: number): [bigint, EventRow[]] | undefined {
    return [...this.running][pick % Math.max(1, this.running.size)];
  }
}

class Ear implements Follower {
  readonly heard: EventPosition[] = [];
  isOpen = true;
  constructor(private at: EventPosition) {}

  hear(events: readonly EventRow[]): void {
    for (const { position } of events) {
      if (!isAfter(position, this.at)) continue;
      this.at = position;
      this.heard.push(position);
    }
  }
  drained = (): Promise<void> => Promise.resolve();
  end = (): void => undefined;
}

const step = fc.record({
  kind: fc.constantFrom('begin', 'write', 'write', 'commit', 'join', 'read' as const),
  pick: fc.nat(50),
});

it('lets every stream hear each event after its position once, in order, however transactions end and streams join', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat(4), { minLength: 1 }),
      async (steps, size, latencies) => {
        const log = new Log();
        let reads = 0;
        const read = async (after: EventPosition) => {
          await Promise.resolve();
          // Answers overtake each other: a later read may come back first.
          const turns = latencies[reads++ % latencies.length]!;
          const events = log.visible.filter(({ position }) => isAfter(position, after)).slice(0, size);
          for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
          return { events, more: events.length === size };
        };
        const reader = new OrgReader(read, () => undefined);
        const ears: { from: EventPosition; ear: Ear }[] = [];
        const joins: Promise<void>[] = [];
        const join = (from: EventPosition): void => {
          const ear = new Ear(from);
          ears.push({ from, ear });
          joins.push(reader.join(ear, from));
        };
        for (const { kind, pick } of steps) {
          if (kind === 'begin') log.begin();
          else if (kind === 'write') log.write(pick);
          else if (kind === 'commit') log.commit(pick);
          else if (kind === 'join') join(log.visible[pick % (log.visible.length + 1)]?.position ?? { xid: 0n, id: 0 });
          // A few turns of the event loop, so that reads fall between the others.
          else for (let turn = 0; turn < pick % 5; turn++) await new Promise((resolve) => setImmediate(resolve));
        }
        log.commitAll();
        join({ xid: 0n, id: 0 });
        await Promise.all(joins);
        const all = log.visible.map(({ position }) => position);
        const expected = ears.map(({ from }) => all.filter((position) => isAfter(position, from)));
        const untilMs = Date.now() + 1_000;
        while (ears.some(({ ear }, place) => ear.heard.length < expected[place]!.length) && Date.now() < untilMs) {
          reader.ring();
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        for (const { ear } of ears) reader.leave(ear);
        expect(ears.map(({ ear }) => ear.heard)).toEqual(expected);
      },
    ),
    { numRuns: 100, endOnFailure: true },
  );
});

it('leaves no gap between the last page of a stream that joins and what all hear together', async () => {
  const events = [{ position: { xid: 1n, id: 1 } } as EventRow];
  let reads = 0;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const reader = new OrgReader(
    async (after) => {
      const page = { events: events.filter(({ position }) => isAfter(position, after)), more: false };
      // The last page of the second stream: seen before the second event, answered after it.
      if (++reads === 5) await held;
      return page;
    },
    () => undefined,
  );
  const until = async (done: () => boolean, ms = 2_000): Promise<void> => {
    for (const endMs = Date.now() + ms; !done() && Date.now() < endMs;)
      await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const from = events[0]!.position;
  const [first, second] = [new Ear(from), new Ear(from)];
  await reader.join(first, from);
  await until(() => reads === 3);
  const joined = reader.join(second, from);
  await until(() => reads === 5);
  events.push({ position: { xid: 2n, id: 2 } } as EventRow);
  reader.ring();
  // The first would have heard it by now, were the second's page not read in its turn.
  await until(() => first.heard.length > 0, 300);
  release();
  await joined;
  await until(() => first.heard.length > 0 && second.heard.length > 0);
  reader.leave(first);
  reader.leave(second);
  expect([first.heard, second.heard]).toEqual([[{ xid: 2n, id: 2 }], [{ xid: 2n, id: 2 }]]);
});
