import { Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../domain/engine/time/duration.js';
import { EXIT, type ExitCode } from './failure.js';

/** What a command found or did: for people on lines, for programs as JSON. */
export interface Said {
  words: string[];
  json: unknown;
  /** Left out: it is done. */
  exitCode?: ExitCode;
}

/** What is under way, for people who wait. Never among what is asked for. */
export const progress = (line: string): void => void process.stderr.write(`${line}\n`);

/** A command that prints what it said, and ends with its code. */
export function commandOf<Args extends unknown[], Options extends object>(
  name: string,
  description: string,
  work: (options: Options, ...args: Args) => Promise<Said>,
): Command {
  return new Command(name)
    .description(description)
    .addOption(new Option('--json', 'JSON, for programs').default(false))
    .helpOption('-h, --help', 'show this')
    .exitOverride()
    .action(async (...given: unknown[]) => {
      // Commander gives the arguments, then the options, then the command.
      const args = given.slice(0, -2) as Args;
      const options = given.at(-2) as Options & { json: boolean };
      const { words, json, exitCode = EXIT.DONE } = await work(options, ...args);
      process.stdout.write(options.json ? `${JSON.stringify(json)}\n` : `${words.join('\n')}\n`);
      process.exitCode = exitCode;
    });
}

/** An instant, or so long ago: `2026-11-30T12:00:00Z`, `PT1H`. */
export function instantArgument(text: string): string {
  if (/^P/i.test(text)) {
    try {
      return new Date(Date.now() - parseDuration(text)).toISOString();
    } catch {
      throw new InvalidArgumentError('Give an instant such as 2026-11-30T12:00:00Z, or how long ago, such as PT1H.');
    }
  }
  const at = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('Give an instant such as 2026-11-30T12:00:00Z, or how long ago, such as PT1H.');
  return at.toISOString();
}

export function idArgument(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    throw new InvalidArgumentError('Give an id as it is listed.');
  return text.toLowerCase();
}

export function countArgument(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Give a whole number above 0.');
  return Number(text);
}

/** Rows as columns of text. */
export function columns(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = titles.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]!.length)));
  return [titles, ...rows].map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd(),
  );
}
