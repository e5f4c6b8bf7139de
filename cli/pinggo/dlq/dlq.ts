import { Command } from 'commander';
import { discard } from './discard.js';
import { list } from './list.js';
import { requeue } from './requeue.js';
import { show } from './show.js';

/** `pinggo dlq` */
export const dlq = (): Command =>
  new Command('dlq')
    .description('dead letters: whatever could not be processed after its tries')
    .helpOption('-h, --help', 'show this')
    .exitOverride()
    .addCommand(list())
    .addCommand(show())
    .addCommand(requeue())
    .addCommand(discard());
