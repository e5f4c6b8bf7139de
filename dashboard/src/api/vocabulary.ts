import type { Schemas } from './client';

/**
 * The contract's lists of words. What this page shows for them stands in records that have every word (`signs.ts`,
 * `i18n/catalogue.ts`): a new one does not compile before it has its sign and its texts.
 */
export type StepAction = Schemas['FlowDefinition']['clocks'][number]['ladder'][number]['action'];

type Notice = Schemas['Notification'];
export type NoticeKind = Notice['kind'];
export type Channel = Notice['deliveries'][number]['channel'];
export type DeliveryStatus = Notice['deliveries'][number]['status'];

/** @returns undefined for a word of an API that is newer than this page */
export const known = <T>(record: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(record, word) ? record[word] : undefined;
