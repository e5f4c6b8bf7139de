import { spawn } from 'node:child_process';

/**
 * Waits at a pipe, of which only we hold the other end: it closes when we end, however that is. A shell, as what is to
 * end is a program of others, which would never look; and as a second Node costs what a small machine has not.
 */
const KEEPER = `
read -r said
[ "$said" = done ] && exit 0
kill -s "$2" -- "$1" 2>/dev/null || exit 0
left=$3
while kill -s 0 -- "$1" 2>/dev/null; do
  [ "$left" -gt 0 ] || exec kill -s KILL -- "$1"
  left=$((left - 1))
  sleep 1
done`;

interface How {
  /** What asks it to end in order. */
  signal: 'INT' | 'TERM';
  /** How long it is given before it is killed. */
  waitS: number;
}

/**
 * Sees to it that a process ends when this one does, in whatever way: by a signal that nobody handles, by `kill -9`.
 * @param pid of the process; negative: of its group
 * @param exited settles when it has ended by itself or was ended
 */
export function endWithUs(pid: number, exited: Promise<unknown>, how: Partial<How> = {}): void {
  if (process.platform === 'win32') return;
  const { signal = 'TERM', waitS = 10 } = how;
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'pinggo-keeper', String(pid), signal, String(waitS)], {
    // A terminal's Ctrl-C, and what ends our group, is not meant for it.
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Where there is no shell it is as before: whoever starts next finds what was left over.
  keeper.on('error', () => {});
  keeper.stdin.on('error', () => {});
  keeper.unref();
  (keeper.stdin as Partial<{ unref: () => void }>).unref?.();
  void exited.finally(() => keeper.stdin.end('done\n'));
}
