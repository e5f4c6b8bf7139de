import { CommanderError } from 'commander';
import { RefusedError } from '../demo/http.js';

/** What the command ends with; told by `pinggo --help`. */
export const EXIT = {
  DONE: 0,
  /** It was refused, or something is not as it should be. */
  REFUSED: 1,
  /** What was asked for cannot be understood. */
  MISUSED: 2,
  /** Pinggo could not be found, reached, or signed in to. */
  UNREACHABLE: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A fault that the person at the keyboard can do something about: its message is all they need to see. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode,
  ) {
    super(message);
  }
}

/** @returns what to print, and what to end with; null: commander has said it */
export function readFailure(error: unknown): { message: string | null; exitCode: ExitCode } {
  if (error instanceof CommanderError)
    return { message: null, exitCode: error.exitCode === 0 ? EXIT.DONE : EXIT.MISUSED };
  if (error instanceof Failure) return { message: error.message, exitCode: error.exitCode };
  if (error instanceof RefusedError)
    return { message: error.message, exitCode: error.answer.status === 401 ? EXIT.UNREACHABLE : EXIT.REFUSED };
  return { message: error instanceof Error ? error.message : String(error), exitCode: EXIT.UNREACHABLE };
}
