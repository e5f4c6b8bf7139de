import type { z } from 'zod';
import type { OrgTransaction } from '../../db/client.js';
import type { PrepareNewOrg } from '../../db/platform/new-org.js';
import type { NamedTable } from '../../db/platform/queries/references.js';
import type { PartsOf } from '../../domain/platform/audit/changes.js';
import type { Family } from '../../domain/platform/metrics/family.js';
import type { EventDefinitions } from '../../domain/platform/events/events.js';
import type { Sentences } from '../../domain/platform/audit/sentence.js';
import type { LetterKinds } from './dead-letters/kind.js';

/** What a product tells the platform of itself, which knows none: what it would otherwise have to ask it. */
export interface Product {
  audit: {
    /** What its entries can tell of. */
    actions: readonly string[];
    sentences: Sentences;
    partsOf: PartsOf;
    /** Whose rows have names that entries speak of, the platform's too. */
    named: readonly NamedTable[];
    /** What entries of these leads call by a key, as people call it: by the lead's id, then by the key. */
    calledByKey: (
      tx: OrgTransaction,
      leadIds: readonly string[],
    ) => Promise<ReadonlyMap<string, ReadonlyMap<string, string>>>;
  };
  workItems: {
    /** What there is to do about an item of a kind, step by step. */
    howToFix: Readonly<Record<string, readonly string[]>>;
    /** What a person can do about it at once, the best first, by words of the product that its pages know. */
    solutions: Readonly<Record<string, readonly string[]>>;
    /** The lead that an item is about, as answers tell it. */
    lead: z.ZodType;
    /** By their ids, as they are now. */
    leads: (tx: OrgTransaction, ids: readonly string[]) => Promise<ReadonlyMap<string, unknown>>;
  };
  /** What can lie dead of it, beside the platform's kinds. */
  deadLetters: LetterKinds;
  /** What it counts and measures, for `/metrics`. */
  metrics: readonly Family[];
  people: {
    /** What people have in hand, by their ids. @param ids null: everybody's; who has nothing need not be in it */
    workOf: (
      tx: OrgTransaction,
      ids: readonly string[] | null,
    ) => Promise<ReadonlyMap<string, { openLeads: number; load: number }>>;
  };
  calendars: {
    /** Where a calendar is used, beside people and teams: each place in words. */
    usesOf: (tx: OrgTransaction, calendarId: string) => Promise<string[]>;
  };
  teams: {
    /** Where a team that is archived is still used: each place with its path, and in words. */
    usesOf: (tx: OrgTransaction, teamId: string) => Promise<{ path: string; message: string }[]>;
  };
  /** What it has to tell the webhooks of an org. */
  events: {
    definitions: EventDefinitions;
    /** A lead, as those with full payloads are sent it. */
    lead: z.ZodObject;
  };
  /** What it adds to a new organisation. */
  newOrg: PrepareNewOrg;
}
