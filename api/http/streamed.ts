import { setTimeout as delay } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** A page that could not be read is asked for again, so often, after so long. */
const [MOST_TRIES, AGAIN_MS] = [4, 500];

/** Once something has been sent, a lock or a moment without a turn is no reason to break off what takes minutes. */
export async function patiently<T>(read: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1)
    try {
      return await read();
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
      await delay(AGAIN_MS * tries);
    }
}

/**
 * Answers with a file that is sent as it is read, a page at a time: for what is too much to be kept, and can be read page by page in transactions
 * of their own. What fails before the first page is an answer like any other; what fails later ends the connection without the file's end, so
 * that nobody takes a part for the whole.
 * @param file `extension` and `type` go with each other; `pages` are its texts
 */
export async function streamedReply(file: {
  name: string;
  at: Date;
  extension: string;
  type: string;
  pages: AsyncGenerator<string, void, undefined>;
}) {
  const { pages } = file;
  const first = await pages.next();
  async function* texts() {
    if (first.done) return;
    yield first.value;
    yield* pages;
  }
  return {
    status: 200 as const,
    headers: {
      'Content-Type': file.type,
      'Content-Disposition': `attachment; filename="${file.name}-${file.at.toISOString().slice(0, 10)}.${file.extension}"`,
    },
    async write(res: Response): Promise<void> {
      try {
        await pipeline(Readable.from(texts()), res);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      }
    },
  };
}
