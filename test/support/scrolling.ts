import type { Page } from 'playwright-core';

/** What is seen of the list of `fillDesk`. Run in the page, where the compiler of the tests knows nothing. */
const FAULT = `(() => {
  const body = document.querySelector('.leads-body').getBoundingClientRect();
  const head = document.querySelector('.leads-head').getBoundingClientRect().bottom;
  for (let y = head + 2; y < Math.min(innerHeight, body.bottom) - 2; y += 20) {
    const row = document.elementFromPoint(body.left + body.width / 2, y)?.closest('[data-row]');
    if (!row) return 'nothing at ' + y;
    const name = row.querySelector('a').textContent;
    if (name !== 'Row ' + (row.getAttribute('aria-rowindex') - 1)) return name + ' at ' + y;
    const texts = [...row.querySelectorAll('[role=cell]')].slice(1).map((cell) => cell.innerText.trim());
    if (texts.length !== 9 || texts.includes('') || !texts[1].startsWith('in ')) return 'no text in ' + name;
  }
  return null;
})()`;

const LAST = `Math.max(...[...document.querySelectorAll('[data-row]')]
  .filter((row) => row.getBoundingClientRect().top < innerHeight)
  .map((row) => row.getAttribute('aria-rowindex') - 1))`;

const WATCH = `(() => {
  const seen = (window.seen = { frames: [], longTasks: [], blank: 0 });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longTasks.push(duration);
  }).observe({ type: 'longtask' });
  let last = performance.now();
  const frame = (now) => {
    seen.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
    const body = document.querySelector('.leads-body');
    if (!body) return;
    const { left, width, top, bottom } = body.getBoundingClientRect();
    const y = innerHeight / 2;
    const isRow = document.elementFromPoint(left + width / 2, y)?.closest('[data-row]');
    if (top < y && bottom > y && !isRow) seen.blank++;
  };
  requestAnimationFrame(frame);
})()`;

/** What is wrong with the rows in view: one missing, without its texts, or not the one that belongs there. Null: nothing. */
export const rowFault = (page: Page): Promise<string | null> => page.evaluate(FAULT);

/** The number of the last row in view. */
export const lastRow = (page: Page): Promise<number> => page.evaluate(LAST);

/** Begins to take down how long each frame takes. */
export const watchFrames = (page: Page): Promise<void> => page.evaluate(WATCH);

/** How smooth it was, in words: to be read, as a shared machine's figures are nothing to fail by. */
export async function framesSeen(page: Page): Promise<string> {
  const { frames, longTasks, blank } = await page.evaluate<{ frames: number[]; longTasks: number[]; blank: number }>(
    'window.seen',
  );
  const ordered = frames.toSorted((a, b) => a - b);
  const at = (share: number): string => (ordered[Math.floor((ordered.length - 1) * share)] ?? 0).toFixed(0);
  return (
    `${frames.length} frames, median ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms, ${longTasks.length} long ` +
    `tasks, the longest ${Math.max(0, ...longTasks).toFixed(0)} ms, ${blank} blank frames`
  );
}
