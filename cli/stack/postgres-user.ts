import { execFile } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { type PostgresBinaries, readableCopy } from './postgres-binaries.js';

const run = promisify(execFile);

/** As whom Postgres runs, and what its commands need in front of them. */
export interface PostgresUser {
  ids?: { uid: number; gid: number };
  binaries: PostgresBinaries;
  command(program: string, args: string[]): [program: string, args: string[], options: { uid?: number; gid?: number }];
}

/**
 * Postgres refuses to run as root; root runs it as the system user `postgres`, who is created when missing.
 * @param dataDir exists; it is handed to that user
 */
export async function postgresUser(binaries: PostgresBinaries, dataDir: string): Promise<PostgresUser> {
  if (userInfo().uid !== 0) return { binaries, command: (program, args) => [program, args, {}] };
  const ids = await systemUser();
  await chown(dataDir, ids.uid, ids.gid);
  if (await works(ids, binaries.postgres, dataDir)) {
    return { ids, binaries, command: (program, args) => [program, args, ids] };
  }
  return behindClosedDoors(ids, binaries, dataDir);
}

async function systemUser(): Promise<{ uid: number; gid: number }> {
  try {
    return await idsOf('postgres');
  } catch {
    try {
      await run('groupadd', ['--force', '--system', 'postgres']);
      await run('useradd', [
        '--system',
        '--no-create-home',
        '--gid',
        'postgres',
        '--shell',
        '/usr/sbin/nologin',
        'postgres',
      ]);
      return await idsOf('postgres');
    } catch (error) {
      throw new Error(
        'Postgres refuses to run as root, and the system user "postgres" could not be created: ' +
          `${(error as Error).message.trim()}\nCreate it, start Pinggo as an ordinary user, or set DATABASE_URL.`,
      );
    }
  }
}

async function idsOf(name: string): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function works(ids: { uid: number; gid: number }, postgres: string, dataDir: string): Promise<boolean> {
  try {
    await run('/bin/sh', ['-c', 'cd "$1" && "$2" --version', 'sh', dataDir, postgres], { ...ids, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

/**
 * The project lies in a directory that only root may enter, such as /root. Postgres then runs from a readable copy of its
 * binaries, and may pass closed directories on the way to its data: the one capability it gets.
 */
async function behindClosedDoors(
  ids: { uid: number; gid: number },
  binaries: PostgresBinaries,
  dataDir: string,
): Promise<PostgresUser> {
  const capability = 'dac_override';
  const wrapper = [
    `--reuid=${ids.uid}`,
    `--regid=${ids.gid}`,
    '--clear-groups',
    `--inh-caps=+${capability}`,
    `--ambient-caps=+${capability}`,
    `--bounding-set=-all,+${capability}`,
    '--',
  ];
  try {
    const copy = await readableCopy(binaries);
    await run('setpriv', [...wrapper, '/bin/sh', '-c', 'cd "$1" && "$2" --version', 'sh', dataDir, copy.postgres]);
    return { ids, binaries: copy, command: (program, args) => ['setpriv', [...wrapper, program, ...args], {}] };
  } catch (error) {
    throw new Error(
      `Postgres runs as the user "postgres", who can enter neither ${dataDir} nor ${binaries.home}: a directory above them ` +
        `is closed to other users (${(error as Error).message.split('\n')[0]}).\n` +
        'Put the project elsewhere (/opt, /srv), open the way (chmod o+x on the directories above), start as an ordinary ' +
        'user, or set DATABASE_URL.',
    );
  }
}
