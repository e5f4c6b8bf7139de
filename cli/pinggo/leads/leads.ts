import { Command } from 'commander';
import { show } from './show.js';
import { unstick } from './unstick.js';

/** `pinggo leads` */
export const leads = (): Command =>
  new Command('leads')
    .description('a lead as the machine has it, without whom it is about')
    .helpOption('-h, --help', 'show this')
    .exitOverride()
    .addCommand(show())
    .addCommand(unstick());
