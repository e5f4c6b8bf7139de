import {
  failedMails,
  flowFacts,
  illWebhooks,
  mailTakenMs,
  receivedMs,
  signInFacts,
  sourceAnswers,
  staffedTeams,
  waitingMessages,
} from '../../../db/leads/queries/diagnostics.js';
import { findDrift } from '../../../db/leads/queries/tower/check.js';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import { countDeadLetters } from '../../../db/platform/queries/dead-letters/list.js';
import * as rules from '../../../domain/leads/diagnostics/rules.js';
import type { DiagnosticCheck } from '../../../domain/leads/vocabulary/diagnostics.js';
import { rowsOf } from '../../platform/dead-letters/kind.js';
import { platformLetters } from '../../platform/dead-letters/kinds.js';
import { leadLetters } from '../dead-deliveries.js';
import { readCalendars } from '../surroundings.js';
import { neglectedLeads, orphanedMs, staleClocks } from './found.js';
import type { Question } from './question.js';

/** What can lie dead of an organisation's. */
export const LETTERS = { ...platformLetters, ...leadLetters };
export const DEAD_ROWS = rowsOf(LETTERS);

const QUICK_MS = 3_000;
const LONG_MS = 10_000;
/** What was held up for longer ago has been waited for. */
const HELD_MS = 3_600_000;

const firstMs = (all: readonly number[]): number | null => (all.length === 0 ? null : Math.min(...all));

/** How each check is asked: a new one does not compile without. */
export const QUESTIONS: Readonly<Record<DiagnosticCheck, Question>> = {
  SIGN_IN: {
    limitMs: QUICK_MS,
    async ask({ deps, read }) {
      const heldFrom = new Date(deps.clock().getTime() - HELD_MS);
      return rules.signIn(await read((tx) => signInFacts(tx, heldFrom)));
    },
  },
  MAIL: {
    limitMs: QUICK_MS,
    async ask({ deps, read }) {
      const isSetUp = deps.options.mailIsSetUp;
      const { failed, takenHereMs } = await read(async (tx) => ({
        failed: await failedMails(tx),
        takenHereMs: await mailTakenMs(tx),
      }));
      // There is one mail server for all: what it took of the platform's own tells as much.
      const takenThereMs = failed.length === 0 ? null : await deps.db.readOrg(PLATFORM_ORG, mailTakenMs);
      const takenMs = Math.max(takenHereMs ?? 0, takenThereMs ?? 0) || null;
      return rules.mail({ isSetUp, failed, takenMs });
    },
  },
  WEBHOOKS: { limitMs: QUICK_MS, ask: async ({ read }) => rules.webhooks(await read(illWebhooks)) },
  SOURCES: { limitMs: QUICK_MS, ask: async ({ read }) => rules.sources(await read(sourceAnswers)) },
  FLOWS: { limitMs: QUICK_MS, ask: async ({ read }) => rules.flows(await read(flowFacts)) },
  TEAMS: {
    limitMs: QUICK_MS,
    async ask({ deps, read }) {
      const nowMs = deps.clock().getTime();
      return rules.teams(await read(async (tx) => staffedTeams(tx, await readCalendars(tx), nowMs)), nowMs);
    },
  },
  OUTBOX: {
    limitMs: QUICK_MS,
    ask: async ({ deps, read }) => rules.outbox(await read(waitingMessages), deps.clock().getTime()),
  },
  DEAD_LETTERS: {
    limitMs: QUICK_MS,
    async ask({ read }) {
      const kinds = await read((tx) => countDeadLetters(tx.client, tx.orgId, DEAD_ROWS));
      const count = kinds.reduce((sum, kind) => sum + kind.count, 0);
      return rules.deadLetters({ count, sinceMs: firstMs(kinds.map(({ oldestAt }) => oldestAt.getTime())) });
    },
  },
  WORKFLOWS: {
    limitMs: LONG_MS,
    async ask(asked) {
      const { orphans, owed, isPartial } = await neglectedLeads(asked);
      const received = orphans.length > 0 ? new Map<string, number>() : await asked.read((tx) => receivedMs(tx, owed));
      return rules.workflows({
        orphans: { count: orphans.length, sinceMs: await orphanedMs(asked, orphans) },
        owed: { count: owed.length, sinceMs: firstMs([...received.values()]) },
        isPartial,
      });
    },
  },
  COUNTS: {
    limitMs: LONG_MS,
    async ask({ read, goesOn }) {
      const { drifted, rightAt, fromAt, isPartial } = await read((tx) => findDrift(tx, goesOn));
      return rules.counts({
        drifted,
        rightMs: rightAt?.getTime() ?? null,
        fromMs: fromAt?.getTime() ?? null,
        isPartial,
      });
    },
  },
  CLOCKS: {
    limitMs: LONG_MS,
    async ask(asked) {
      const { clocks, isPartial } = await staleClocks(asked);
      const sinceMs = firstMs(clocks.map(({ startedAtMs }) => startedAtMs));
      return rules.clocks({ count: clocks.length, sinceMs, isPartial });
    },
  },
};
