import type { Schemas } from '../../../../../../api/client';

type Clock = Schemas['FlowDefinition']['clocks'][number];

/*
 * The words of a clock that are in no vocabulary, in the order in which they are offered.
 */
export const CLOCK_STARTS = ['RECEIVED', 'QUALIFIED', 'ASSIGNED', 'CONTACTED'] as const satisfies Clock['starts'][];
export const TIME_KINDS = ['BUSINESS', 'ELAPSED'] as const satisfies Clock['target']['time'][];
export const CALENDARS_OF = ['FLOW', 'TEAM', 'OWNER', 'LEAD'] as const satisfies Clock['target']['calendarOf'][];
/** A lead's own zone says nothing of who is at work. */
export const WINDOWS_OF = ['OWNER', 'TEAM', 'FLOW'] as const;
export const CHANNELS = ['email', 'in_app'] as const satisfies NonNullable<Clock['ladder'][number]['channels']>;
/** Statuses in which clocks run: the others come before them, or end them. */
export const RUNNING_IN = ['OFFERED', 'ASSIGNED', 'UNROUTED', 'CONTACTED'] as const satisfies Clock['pauseIn'];

/** @returns the word itself where it is one of these; null: it is none, or of a newer version */
export const oneOf = <Word extends string>(words: readonly Word[], value: unknown): Word | null =>
  words.find((word) => word === value) ?? null;
