import { describe, expect, it } from 'vitest';
import { waitAfterMs } from '../../platform/access/links.js';
import * as rules from './rules.js';

const NOW = Date.UTC(2026, 10, 30, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const OK = { status: 'OK', what: null, sinceMs: null, count: 0, remedy: null };

describe('sign-in', () => {
  const facts: rules.SignInFacts = {
    admins: 1,
    adminsChangedMs: NOW - DAY,
    provider: null,
    held: { count: 0, sinceMs: null },
  };
  it.each([
    [{}, OK],
    [{ admins: 0 }, { status: 'FAIL', what: 'NO_ADMIN', sinceMs: NOW - DAY, remedy: { page: 'people' } }],
    [
      { provider: { failedMs: NOW - HOUR, isOnlyWay: true } },
      { status: 'FAIL', what: 'PROVIDER_FAILS', sinceMs: NOW - HOUR, remedy: { page: 'signOn' } },
    ],
    [{ provider: { failedMs: NOW, isOnlyWay: false } }, { status: 'WARN', what: 'PROVIDER_FAILS' }],
    [{ held: { count: 2, sinceMs: NOW - MINUTE } }, { status: 'WARN', what: 'LOG_INS_HELD', count: 2 }],
  ] as [Partial<rules.SignInFacts>, object][])('%j', (change, verdict) => {
    expect(rules.signIn({ ...facts, ...change })).toMatchObject(verdict);
  });
});

describe('mail', () => {
  const failed: rules.FailedMail[] = [
    { waitsSinceMs: NOW - HOUR, failedMs: NOW - 10 * MINUTE },
    // Tried at ten seconds before now: what its row says is when it is tried next.
    {
      waitsSinceMs: NOW - MINUTE,
      kind: 'INVITATION',
      tries: 3,
      nextTryMs: NOW - 10_000 + waitAfterMs('INVITATION', 3),
    },
  ];
  it('that waits as its tries fail is told since the first that waits', () => {
    expect(rules.mail({ isSetUp: true, failed, takenMs: NOW - 11_000 })).toMatchObject({
      status: 'FAIL',
      what: 'MAIL_REFUSED',
      count: 2,
      sinceMs: NOW - HOUR,
      remedy: { action: 'SEND_TEST_MAIL' },
    });
  });
  it('is well once the server has taken one since', () => {
    expect(rules.mail({ isSetUp: true, failed, takenMs: NOW - 9_000 })).toMatchObject(OK);
    expect(rules.mail({ isSetUp: true, failed: [], takenMs: null })).toMatchObject(OK);
  });
  it('that is not set up is nobody’s of the organisation to mend', () => {
    expect(rules.mail({ isSetUp: false, failed, takenMs: null })).toMatchObject({
      status: 'WARN',
      what: 'MAIL_NOT_SET_UP',
      remedy: null,
    });
  });
});

describe('webhooks', () => {
  const ill = { id: 'crm', name: 'CRM', isOff: false, sinceMs: NOW - HOUR };
  it('fail where one was switched off, before those at which nothing arrives', () => {
    expect(rules.webhooks([])).toMatchObject(OK);
    expect(rules.webhooks([ill])).toMatchObject({ status: 'WARN', what: 'WEBHOOK_FAILING', sinceMs: NOW - HOUR });
    expect(rules.webhooks([ill, { id: 'bi', name: 'BI', isOff: true, sinceMs: NOW - MINUTE }])).toMatchObject({
      status: 'FAIL',
      what: 'WEBHOOK_SWITCHED_OFF',
      count: 1,
      sinceMs: NOW - MINUTE,
      remedy: { page: 'webhook', id: 'bi' },
    });
  });
});

describe('sources', () => {
  const web = { id: 'web', name: 'Website' };
  const answer = (outcome: 'NOT_SIGNED' | 'NOT_VALID' | 'SUSPENDED', times: number, ago: number) => ({
    outcome,
    times,
    sinceMs: NOW - ago,
  });
  it('with bad signatures fail, with how many deliveries since the first', () => {
    const answers = [answer('NOT_SIGNED', 3, HOUR), answer('NOT_VALID', 9, DAY)];
    expect(
      rules.sources([
        { id: 'other', name: 'Other', answers: [] },
        { ...web, answers },
      ]),
    ).toMatchObject({
      status: 'FAIL',
      what: 'BAD_SIGNATURE',
      count: 3,
      sinceMs: NOW - HOUR,
      subjects: [web],
      remedy: { page: 'source', id: 'web' },
    });
  });
  it('are named once, however many ways they are refused', () => {
    const answers = [answer('NOT_VALID', 2, HOUR), { ...answer('NOT_VALID', 1, MINUTE), outcome: 'NOT_JSON' as const }];
    expect(rules.sources([{ ...web, answers }])).toMatchObject({
      status: 'WARN',
      what: 'DELIVERIES_REFUSED',
      count: 3,
      subjects: [web],
    });
  });
  it('are not blamed for a suspension', () => {
    expect(rules.sources([{ ...web, answers: [answer('SUSPENDED', 5, MINUTE)] }])).toMatchObject(OK);
  });
});

describe('flows', () => {
  const none = { count: 0, sinceMs: null };
  const use = (change: Partial<rules.FlowUse> = {}): rules.FlowUse => ({
    id: 'all',
    name: 'All',
    sinceMs: NOW - DAY,
    isOfSource: false,
    came: 50,
    taken: 50,
    ...change,
  });
  it.each<[string, rules.FlowFacts, object]>([
    ['are well', { active: [use()], withoutFlow: none }, OK],
    ['are not there', { active: [], withoutFlow: none }, { status: 'FAIL', what: 'NO_FLOW' }],
    [
      'leave leads to nobody',
      { active: [use()], withoutFlow: { count: 4, sinceMs: NOW - HOUR } },
      { status: 'FAIL', what: 'LEADS_WITHOUT_FLOW', count: 4, sinceMs: NOW - HOUR },
    ],
    [
      'take nothing',
      { active: [use(), use({ id: 'vip', name: 'VIP', taken: 0 })], withoutFlow: none },
      {
        status: 'WARN',
        what: 'FLOW_TAKES_NOTHING',
        count: 1,
        sinceMs: NOW - DAY,
        subjects: [{ id: 'vip', name: 'VIP' }],
        remedy: { page: 'flow', id: 'vip' },
      },
    ],
    ['have had too few to tell', { active: [use({ taken: 0, came: 19 })], withoutFlow: none }, OK],
    ['take what their source sends', { active: [use({ taken: 0, isOfSource: true })], withoutFlow: none }, OK],
  ])('%s', (_what, facts, verdict) => {
    expect(rules.flows(facts)).toMatchObject(verdict);
  });
});

describe('teams', () => {
  const member = (change: Partial<rules.Member> = {}): rules.Member => ({
    status: 'ACTIVE',
    calendar: null,
    absences: [],
    busyUntilMs: null,
    statusSinceMs: null,
    ...change,
  });
  const team = (...members: rules.Member[]): rules.StaffedTeam => ({
    id: 'sales',
    name: 'Sales',
    members,
    changedMs: NOW - 3 * DAY,
  });
  const off = (fromMs: number) => member({ absences: [{ fromMs, toMs: NOW + DAY }] });
  const away = (statusSinceMs: number | null) => member({ status: 'AWAY', statusSinceMs });

  it.each<[string, rules.StaffedTeam, object]>([
    ['somebody is at work', team(member(), away(NOW - DAY)), OK],
    ['somebody is busy', team(member({ busyUntilMs: NOW + MINUTE })), OK],
    ['nobody is in it', team(), { status: 'FAIL', what: 'TEAM_EMPTY', sinceMs: NOW - 3 * DAY }],
    [
      'all have left, the last of them an hour ago',
      team(off(NOW - DAY), away(NOW - HOUR)),
      { status: 'FAIL', what: 'NOBODY_AT_WORK', count: 1, sinceMs: NOW - HOUR, remedy: { page: 'team', id: 'sales' } },
    ],
    ['nobody knows when one left', team(off(NOW - DAY), away(null)), { what: 'NOBODY_AT_WORK', sinceMs: null }],
    ['their hours are not known', team(member({ calendar: 'GONE' })), { what: 'NOBODY_AT_WORK', sinceMs: null }],
  ])('%s', (_what, one, verdict) => {
    expect(rules.teams([one], NOW)).toMatchObject(verdict);
  });

  it('that are off for the night are well', () => {
    const calendar = { isOpen: () => false, *piecesFrom() {}, nextOpen: () => NOW + 8 * HOUR };
    expect(rules.teams([team(member({ calendar }))], NOW)).toMatchObject(OK);
  });
});

describe('what the machine has to do', () => {
  const some = (count: number, ago: number): rules.Some => ({ count, sinceMs: count === 0 ? null : NOW - ago });

  it.each([
    [some(0, 0), OK],
    [some(2, 2 * MINUTE), { status: 'WARN', what: 'MESSAGES_WAIT', count: 2, remedy: { action: 'BRING_FORWARD' } }],
    [some(2, 11 * MINUTE), { status: 'FAIL', what: 'MESSAGES_WAIT', sinceMs: NOW - 11 * MINUTE }],
  ])('messages that wait: %j', (waiting, verdict) => {
    expect(rules.outbox(waiting, NOW)).toMatchObject(verdict);
  });

  it('dead letters, orphans and what is owed, drift and stale clocks', () => {
    expect(rules.deadLetters(some(0, 0))).toMatchObject(OK);
    expect(rules.deadLetters(some(3, DAY))).toMatchObject({ what: 'LEFT_DEAD', remedy: { action: 'REQUEUE' } });
    const left = { orphans: some(1, HOUR), owed: some(5, DAY), isPartial: true };
    expect(rules.workflows(left)).toMatchObject({ what: 'NO_WORKFLOW', sinceMs: NOW - HOUR, isPartial: true });
    expect(rules.workflows({ ...left, orphans: some(0, 0) })).toMatchObject({ what: 'NOT_LOOKED_AFTER', count: 5 });
    expect(rules.workflows({ orphans: some(0, 0), owed: some(0, 0), isPartial: true })).toMatchObject({
      ...OK,
      isPartial: true,
    });
    const drift = { drifted: 2, rightMs: NOW - HOUR, fromMs: NOW - DAY, isPartial: false };
    expect(rules.counts(drift)).toMatchObject({ what: 'COUNTS_DRIFTED', count: 2, sinceMs: NOW - HOUR });
    expect(rules.counts({ ...drift, rightMs: null })).toMatchObject({ sinceMs: NOW - DAY });
    expect(rules.counts({ ...drift, drifted: 0 })).toMatchObject(OK);
    expect(rules.clocks({ ...some(1, DAY), isPartial: false })).toMatchObject({
      what: 'ZONES_CHANGED',
      remedy: { action: 'RECOUNT_CLOCKS' },
    });
    expect(rules.clocks({ ...some(0, 0), isPartial: false })).toMatchObject(OK);
  });
});
