import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';

const largestLog = 20 * 1024 * 1024;

/** Reads a JSON file; `undefined` when it is missing or is no JSON. */
export async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** Writes a JSON file for its owner only; a reader sees the old content or the new, never a half. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, JSON.stringify(value, null, 2) + '\n', { mode: 0o600 });
  await rename(temporary, file);
}

/** Opens a log to append to. A log that has grown large is put aside first, over the one put aside before. */
export async function openLog(file: string) {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > largestLog) await rename(file, `${file}.1`);
  return open(file, 'a', 0o600);
}

/** What a log says from an offset on. */
export async function logFrom(file: string, offset: number): Promise<string> {
  return (await readFile(file)).subarray(offset).toString();
}

/** The last lines of a log, for an error message. */
export async function logTail(file: string, lines = 12): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

export async function removeFile(file: string): Promise<void> {
  await rm(file, { force: true });
}
