import { link, rename, rm } from 'node:fs/promises';
import { dataPaths } from './paths.js';
import { readJson, writeJson } from './files.js';
import { isAlive, processIdentity } from './processes.js';

interface Holder {
  pid: number;
  identity?: string | undefined;
  since: string;
}

/**
 * Takes the data directory for this process. One that is left over from a dead process is taken over.
 * @returns releases it
 * @throws Error that says who holds it
 */
export async function lockDataDirectory(dataDir: string): Promise<() => Promise<void>> {
  const file = dataPaths(dataDir).lock;
  const mine: Holder = {
    pid: process.pid,
    identity: await processIdentity(process.pid),
    since: new Date().toISOString(),
  };
  const offer = `${file}.${process.pid}`;
  await writeJson(offer, mine);
  try {
    for (;;) {
      try {
        // A link fails when the name exists, and the file is complete from the first moment on.
        await link(offer, file);
        return async () => {
          if ((await readJson<Holder>(file))?.pid === process.pid) await rm(file, { force: true });
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = await readJson<Holder>(file);
      if (holder && (await isHeldBy(holder))) throw new Error(await describe(holder, dataDir));
      await takeAway(file, holder);
    }
  } finally {
    await rm(offer, { force: true });
  }
}

async function isHeldBy(holder: Holder): Promise<boolean> {
  if (holder.pid === process.pid || !isAlive(holder.pid)) return false;
  if (holder.identity === undefined) return true;
  const identity = await processIdentity(holder.pid);
  return identity === undefined || identity === holder.identity;
}

/** Removes a stale lock, unless another process has replaced it with its own meanwhile: then that one is put back. */
async function takeAway(file: string, stale: Holder | undefined): Promise<void> {
  const aside = `${file}.stale.${process.pid}`;
  try {
    await rename(file, aside);
  } catch {
    return; // Someone else was faster.
  }
  const removed = await readJson<Holder>(aside);
  if (JSON.stringify(removed) !== JSON.stringify(stale)) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

async function describe(holder: Holder, dataDir: string): Promise<string> {
  const runtime = await readJson<{ apiUrl?: string }>(dataPaths(dataDir).runtime);
  return (
    `Pinggo already runs on ${dataDir}: pid ${holder.pid}, since ${holder.since}` +
    (runtime?.apiUrl ? `, at ${runtime.apiUrl}.` : '.') +
    `\nUse that one, stop it (kill ${holder.pid}), or set PINGGO_DATA_DIR to another directory.`
  );
}
