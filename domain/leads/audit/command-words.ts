/** By a command's kind. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['ASSIGN', 'the assignment'],
  ['PAUSE', 'the pause'],
  ['RESUME', 'the end of the pause'],
  ['CLOSE', 'the closing'],
  ['ACCEPT', 'the acceptance'],
  ['DECLINE', 'the refusal'],
  ['APPROVE', 'the approval'],
  ['DECLINE_APPROVAL', 'the refusal of the approval'],
  ['ACKNOWLEDGE', 'the acknowledgement'],
  ['CANCEL_CLOCK', 'the end of a clock'],
  ['REPLAN', 'the new planning'],
]);

/** What a command asks for, as a noun: `the assignment`. */
export const commandWords = (kind: string): string => WORDS.get(kind) ?? kind.toLowerCase().replaceAll('_', ' ');
