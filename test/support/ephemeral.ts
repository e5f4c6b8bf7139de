import { endStrangerWithUs } from '../../cli/stack/keeper.js';
import { descendantsOf } from '../../cli/stack/processes.js';

/** A server that Temporal's SDK has started from this program ends with us, too: the SDK ends it at a teardown only. */
export async function keepEphemeral(program: string): Promise<void> {
  const children = await descendantsOf(process.pid);
  for (const { pid, command } of children) if (command.startsWith(program)) endStrangerWithUs(pid);
}
