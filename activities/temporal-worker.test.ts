import { pino } from 'pino';
import { expect, it } from 'vitest';
import { keepWorking, makeTogether, StuckWorker, together } from './temporal-worker.js';

const log = pino({ level: 'silent' });

/** A worker that runs until it is told to end, or breaks. */
function fakeWorker() {
  let state = 'INITIALIZED';
  let end: (error?: Error) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => {
      state = error ? 'FAILED' : 'STOPPED';
      if (error) reject(error);
      else resolve();
    };
  });
  return {
    run() {
      state = 'RUNNING';
      return ended;
    },
    shutdown: () => end(),
    getState: () => state,
    breaks: (error: Error) => end(error),
  };
}

it('is made anew when it breaks, however often, while Temporal is away', async () => {
  const stopping = new AbortController();
  let [made, worked, asked] = [0, 0, 0];
  await keepWorking({
    make: () => {
      made += 1;
      if (made <= 10) return Promise.reject(new Error('no server'));
      const worker = fakeWorker();
      setImmediate(() => {
        if (made === 11) worker.breaks(new Error('the server lost our namespace'));
        else stopping.abort();
      });
      return Promise.resolve(worker);
    },
    onChange: (works) => (worked += Number(works)),
    // Away whenever it ends, and back a moment later.
    isAway: () => asked++ % 2 === 0,
    signal: stopping.signal,
    log,
    pauseMs: 1,
  });
  expect([made, worked]).toEqual([12, 2]);
});

it('ends the process when it breaks again and again while Temporal answers', async () => {
  let made = 0;
  const make = () => {
    made += 1;
    return Promise.reject(new Error('the namespace is not ours'));
  };
  const signal = new AbortController().signal;
  await expect(keepWorking({ make, isAway: () => false, signal, log, pauseMs: 1 })).rejects.toThrow('not ours');
  expect(made).toBe(5);
});

it('ends the process when a worker failed and does not end, and says before that it works no more', async () => {
  const told: boolean[] = [];
  const worker = { run: () => new Promise<void>(() => undefined), shutdown: () => undefined, getState: () => 'FAILED' };
  const ended = keepWorking({
    make: () => Promise.resolve(worker),
    onChange: (works) => told.push(works),
    isAway: () => true,
    signal: new AbortController().signal,
    log,
    stuckMs: 1,
  });
  await expect(ended).rejects.toThrow(StuckWorker);
  expect(told).toEqual([true, false]);
});

it('ends in good order when it is told to while it is being made', async () => {
  const stopping = new AbortController();
  const worker = fakeWorker();
  let worked = false;
  await keepWorking({
    make: () => {
      stopping.abort();
      return Promise.resolve(worker);
    },
    onChange: () => (worked = true),
    isAway: () => false,
    signal: stopping.signal,
    log,
  });
  expect([worker.getState(), worked]).toEqual(['STOPPED', false]);
});

it('runs several workers as one: they end together, and where one breaks all of it does', async () => {
  const [one, other] = [fakeWorker(), fakeWorker()];
  const both = together([one, other]);
  const running = both.run();
  expect(both.getState()).toBe('RUNNING');
  both.shutdown();
  await running;
  expect([one.getState(), other.getState(), both.getState()]).toEqual(['STOPPED', 'STOPPED', 'STOPPED']);

  const [good, bad] = [fakeWorker(), fakeWorker()];
  const broken = together([good, bad]);
  const breaking = broken.run();
  bad.breaks(new Error('the server lost our namespace'));
  await expect(breaking).rejects.toThrow('lost our namespace');
  expect([good.getState(), broken.getState()]).toEqual(['STOPPED', 'FAILED']);
});

it('makes several workers or none: one that was made before another could not be is ended, so that both can be made again', async () => {
  const good = fakeWorker();
  const bad = () => Promise.reject(new Error('no such bundle'));
  await expect(makeTogether([() => Promise.resolve(good), bad])).rejects.toThrow('no such bundle');
  expect(good.getState()).toBe('STOPPED');
  const both = await makeTogether([fakeWorker(), fakeWorker()].map((worker) => () => Promise.resolve(worker)));
  const running = both.run();
  both.shutdown();
  await running;
  expect(both.getState()).toBe('STOPPED');
});
