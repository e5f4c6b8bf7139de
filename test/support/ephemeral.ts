import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { projectRoot } from '../../cli/stack/paths.js';

/**
 * Runs a program until whoever started it is gone, or it itself is: a shell looks every second, from the first moment on. Who
 * looked for the program only once it answers could be killed in between.
 */
const script = (program: string): string => `#!/bin/sh
parent=$PPID
[ "$parent" -gt 1 ] || exit 1
'${program}' "$@" &
child=$!
trap 'kill -s TERM "$child" 2>/dev/null' HUP INT TERM
{
  while kill -s 0 "$parent" && kill -s 0 $$ && kill -s 0 "$child"; do sleep 1; done
  kill -s TERM "$child"
} 2>/dev/null &
wait "$child"
`;

/** For servers that Temporal's SDK starts, which ends them at a teardown only: the path of what runs `program` and ends with us. */
export function endingWithUs(program: string): string {
  if (process.platform === 'win32') return program;
  const directory = join(projectRoot, 'node_modules', '.cache', 'pinggo');
  const path = join(directory, `${basename(program)}-ending-with-us.sh`);
  mkdirSync(directory, { recursive: true });
  // Another process may run it right now.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, script(program), { mode: 0o755 });
  renameSync(draft, path);
  return path;
}
