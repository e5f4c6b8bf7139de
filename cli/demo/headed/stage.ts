import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface StageOptions {
  /** How long a caption stays before the story goes on. */
  readMs: number;
  /** What is seen of a page at a desk; null: as much as its window shows. */
  desk: { width: number; height: number } | null;
  /** Where screenshots go, one for each caption; null: nobody wants any. */
  screenshots: string | null;
  /** Told of each caption. */
  say: (caption: string) => void;
}

/** A window of the story: whose it is, and what it shows. */
export interface Window {
  who: string;
  page: Page;
}

/** Where a story is played: windows, and captions in them. */
export class Stage {
  private scenes = 0;

  constructor(
    private readonly browser: Browser,
    private readonly options: StageOptions,
  ) {}

  async openWindow(who: string, options: BrowserContextOptions = { viewport: this.options.desk }): Promise<Window> {
    const context = await this.browser.newContext({ locale: 'en-GB', ...options });
    return { who, page: await context.newPage() };
  }

  /** Tells over a window what is seen in it, and keeps a picture of it. */
  async caption({ who, page }: Window, text: string): Promise<void> {
    this.scenes++;
    this.options.say(`${who}: ${text}`);
    await page.bringToFront();
    await page.evaluate(writing(`${who}: ${text}`));
    await page.locator('#caption').filter({ hasText: text }).waitFor();
    const { screenshots, readMs } = this.options;
    if (screenshots !== null) {
      await mkdir(screenshots, { recursive: true });
      const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
      const name = `${String(this.scenes).padStart(2, '0')}-${words.slice(0, 5).join('-')}.png`;
      await page.screenshot({ path: join(screenshots, name) });
    }
    // This is for people to read, and nothing else waits for it.
    await new Promise((resolve) => setTimeout(resolve, readMs));
    await page.evaluate(writing(null));
  }
}

/** To be run in the page. Null takes the caption away, so that it covers nothing that is to be clicked. */
const writing = (text: string | null): string => `((text) => {
  document.getElementById('caption')?.remove();
  if (text === null) return;
  const caption = document.createElement('div');
  caption.id = 'caption';
  caption.textContent = text;
  Object.assign(caption.style, {
    position: 'fixed', inset: '10px 0 auto', margin: '0 auto', width: 'fit-content', zIndex: '10000',
    maxWidth: 'min(960px, 94vw)', padding: '12px 20px', borderRadius: '10px', background: '#111e', color: '#fff',
    font: '500 18px/1.4 system-ui, sans-serif', textAlign: 'center', pointerEvents: 'none',
  });
  document.body.append(caption);
})(${JSON.stringify(text)})`;
