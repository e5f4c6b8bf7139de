import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface StageOptions {
  /** How long a caption stays before the story goes on. */
  readMs: number;
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

  async openWindow(who: string, options: BrowserContextOptions): Promise<Window> {
    const context = await this.browser.newContext({ locale: 'en-GB', ...options });
    return { who, page: await context.newPage() };
  }

  /** Tells what is seen in a window, under it, and keeps a picture of it. */
  async caption({ who, page }: Window, text: string): Promise<void> {
    this.scenes++;
    this.options.say(`${who}: ${text}`);
    await page.bringToFront();
    await page.evaluate(writeCaption, `${who}: ${text}`);
    const { screenshots, readMs } = this.options;
    if (screenshots !== null) {
      await mkdir(screenshots, { recursive: true });
      const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
      const name = `${String(this.scenes).padStart(2, '0')}-${words.slice(0, 5).join('-')}.png`;
      await page.screenshot({ path: join(screenshots, name) });
    }
    // This is for people to read, and nothing else waits for it.
    await new Promise((resolve) => setTimeout(resolve, readMs));
    await page.evaluate(writeCaption, null);
  }
}

/** Runs in the page. Null takes the caption away, so that it covers nothing that is to be clicked. */
const writeCaption = `(text) => {
  document.getElementById('caption')?.remove();
  if (text === null) return;
  const caption = document.createElement('div');
  caption.id = 'caption';
  caption.textContent = text;
  Object.assign(caption.style, {
    position: 'fixed', left: '50%', bottom: '24px', transform: 'translateX(-50%)', zIndex: '10000',
    maxWidth: 'min(720px, 92vw)', padding: '12px 20px', borderRadius: '10px', background: '#111c', color: '#fff',
    font: '500 18px/1.4 system-ui, sans-serif', textAlign: 'center', pointerEvents: 'none',
  });
  document.body.append(caption);
}`;
