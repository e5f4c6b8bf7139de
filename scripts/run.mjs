// Runs a TypeScript file of this project on a machine that may have nothing installed yet.
// Usage: node scripts/run.mjs FILE.ts [arguments]. Needs no package itself: it is what installs them.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const minimumNode = [20, 19];
const stampFile = join(root, 'node_modules', '.pinggo-installed');
const lockDirectory = join(root, '.pinggo-install.lock');

function fail(message) {
  console.error(message);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > minimumNode[0] || (major === minimumNode[0] && minor >= minimumNode[1])) return;
  fail(
    `Pinggo needs Node ${minimumNode.join('.')} or newer; this is ${process.versions.node}.\n` +
      'Install a newer one (nodejs.org, or `nvm install 24`) and try again.',
  );
}

function lockfileHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** Whether what npm recorded in node_modules is what the lockfile asks for (packages for other platforms aside). */
function matchesLockfile() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const installed = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === '') return true;
      const found = installed[path];
      if (!found) return Boolean(entry.optional || entry.devOptional || entry.peer || entry.extraneous);
      return found.version === entry.version;
    });
  } catch {
    return false;
  }
}

function writeStamp() {
  try {
    writeFileSync(stampFile, lockfileHash());
  } catch {
    // A read-only tree works too; it is only compared in full each time.
  }
}

function isStamped() {
  try {
    return readFileSync(stampFile, 'utf8') === lockfileHash();
  } catch {
    return false;
  }
}

/** To be asked under the lock: while another start installs, node_modules may look complete too early. */
function isInstalled() {
  if (isStamped()) return true;
  if (!matchesLockfile()) return false;
  writeStamp(); // npm itself has installed.
  return true;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Takes the install lock, or says who has it. A directory, since `mkdir` either makes it or fails. */
function takeLock() {
  try {
    mkdirSync(lockDirectory);
    writeFileSync(join(lockDirectory, 'pid'), String(process.pid));
    return { taken: true };
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(error.code)) return { taken: false, readOnly: true };
    if (error.code !== 'EEXIST') throw error;
  }
  let holder = NaN;
  let age = 0;
  try {
    age = Date.now() - statSync(lockDirectory).mtimeMs;
    holder = Number(readFileSync(join(lockDirectory, 'pid'), 'utf8'));
  } catch {
    // Its maker is between mkdir and write, has just finished, or died there.
  }
  const stale = Number.isInteger(holder) && holder > 0 ? !isAlive(holder) : age > 10_000;
  if (stale) rmSync(lockDirectory, { recursive: true, force: true });
  return { taken: false, holder };
}

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

function npm(...command) {
  // The npm that started us, if any: it is the one the user chose.
  const viaNpm = process.env.npm_execpath?.endsWith('.js');
  const [program, ...before] = viaNpm ? [process.execPath, process.env.npm_execpath] : ['npm'];
  // Development packages are part of it: the tests and checks run from the same tree, also under NODE_ENV=production.
  const args = [...before, ...command, '--no-audit', '--no-fund', '--include=dev'];
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: !viaNpm && process.platform === 'win32',
    });
    const stop = (signal) => {
      child.kill(signal);
      rmSync(lockDirectory, { recursive: true, force: true });
      process.exit(1);
    };
    process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
    const finish = (result) => {
      process.off('SIGINT', stop).off('SIGTERM', stop).off('SIGHUP', stop);
      done(result);
    };
    child.on('error', (error) => finish(error.message));
    child.on('exit', (code, signal) => finish(code === 0 ? undefined : `it ended with ${signal ?? `code ${code}`}`));
  });
}

async function install() {
  let told = false;
  for (;;) {
    if (isStamped()) return;
    const lock = takeLock();
    if (lock.taken) break;
    if (lock.readOnly && matchesLockfile()) return;
    if (lock.readOnly)
      fail(`The packages are not installed, and ${root} cannot be written to. Run \`npm ci\` as its owner.`);
    if (!told) console.log(`Another start (pid ${lock.holder || '?'}) is installing the packages; waiting for it …`);
    told = true;
    await sleep(300);
  }
  try {
    if (isInstalled()) return;
    const started = Date.now();
    console.log(
      existsSync(join(root, 'node_modules'))
        ? 'The packages differ from package-lock.json: installing them (npm ci) …'
        : 'First start: installing the packages (npm ci), this takes about a minute …',
    );
    let problem = await npm('ci');
    if (problem) {
      // `npm ci` also refuses when a registry lacks a package that only another platform needs. `install` takes the same
      // versions from the lockfile, and leaves that file as it is.
      console.error(`npm ci failed: ${problem}. Trying npm install with the same lockfile …`);
      problem = await npm('install', '--no-save');
    }
    if (problem) {
      fail(
        `The packages could not be installed: ${problem}.\n` +
          'Check that the npm registry is reachable (`npm ping`) and that there is disk space, then run `npm ci` in this\n' +
          'directory to see the whole error, and start again.',
      );
    }
    writeStamp();
    console.log(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`);
  } finally {
    rmSync(lockDirectory, { recursive: true, force: true });
  }
}

checkNode();
const [file, ...args] = process.argv.slice(2);
if (!file) fail('Usage: node scripts/run.mjs FILE.ts [arguments]');
process.once('exit', () => {
  // `fail` inside `install` skips its finally.
  try {
    if (Number(readFileSync(join(lockDirectory, 'pid'), 'utf8')) === process.pid)
      rmSync(lockDirectory, { recursive: true });
  } catch {
    // Not ours, or not there.
  }
});
await install();

// In this same process, so that signals reach the program directly.
const { register } = await import('tsx/esm/api');
register();
const target = resolve(root, file);
process.argv.splice(1, process.argv.length - 1, target, ...args);
await import(pathToFileURL(target).href);
