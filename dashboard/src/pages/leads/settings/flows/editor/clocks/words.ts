import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ESCALATION_ACTIONS, RECIPIENT_ROLES } from '../../../../../../../../domain/leads/vocabulary/escalations.js';
import { CALL_OUTCOMES, PROOF_KINDS } from '../../../../../../../../domain/leads/vocabulary/proofs.js';
import { lengthWords } from '../../../../lead/formats';
import { conditionSentence } from '../conditions/sentence';
import { useFlowNames } from '../names';
import { CALENDARS_OF, CLOCK_STARTS, oneOf, RUNNING_IN } from './choices';
import type { Place } from './places';
import { isMembers, lengthOf, listOf, membersOf, readClock, readStep } from './read';

/** @returns what the parts of a clock say, as people say it; what cannot be read is said as it stands */
export function useClockWords() {
  const { t, i18n } = useTranslation('flowClocks');
  const { t: shared } = useTranslation();
  const { t: conditions } = useTranslation('flowConditions');
  const names = useFlowNames();
  return useMemo(() => {
    const { language } = i18n;
    const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 });
    const listed = (words: readonly string[], type: 'conjunction' | 'disjunction'): string =>
      new Intl.ListFormat(language, { type }).format(words);
    const asIs = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
    const share = (value: number): string => percent.format(value);
    const length = (duration: unknown): string => {
      const ms = lengthOf(duration);
      return ms === null ? asIs(duration ?? '?') : lengthWords(ms);
    };
    const condition = (value: unknown): string => conditionSentence(value, conditions, names.all);

    const whose = (value: unknown): string => {
      const { calendarId, calendarOf } = membersOf(value);
      if (typeof calendarId === 'string') return names.calendars.get(calendarId) ?? t('hoursGone');
      const of = oneOf(CALENDARS_OF, calendarOf);
      return of === null ? asIs(calendarOf ?? '?') : t(`hoursOf.${of}`);
    };

    const start = (starts: unknown, clocks: readonly unknown[]): string => {
      const word = oneOf(CLOCK_STARTS, starts);
      if (word !== null) return t(`sentence.from.${word}`);
      const { afterMet } = membersOf(starts);
      const other = clocks.find((one) => membersOf(one)['key'] === afterMet);
      const name = (other === undefined ? null : readClock(other).name) ?? asIs(afterMet ?? starts ?? '?');
      return t('sentence.from.after', { name });
    };

    const stoppedBy = (proofs: readonly unknown[], outcomes: unknown): string => {
      if (proofs.length === 0) return t('sentence.nothing');
      const words = proofs.map((proof) => {
        const kind = oneOf(PROOF_KINDS, proof);
        if (kind === null) return asIs(proof);
        if (kind !== 'CALL_LOGGED') return shared(`lead.kind.${kind}`);
        if (outcomes === undefined) return t('sentence.reached');
        const named = listOf(outcomes).map((one) => {
          const outcome = oneOf(CALL_OUTCOMES, one);
          return outcome === null ? asIs(one) : shared(`call.${outcome}`);
        });
        return t('sentence.call', { outcomes: named.join(', ') });
      });
      return t('sentence.stops', { proofs: listed(words, 'disjunction') });
    };

    /** Where a step stands: “at 50 % of the target”. */
    const place = (at: Place | null): string => {
      if (at === null) return t('ladder.unplaced');
      if ('share' in at) return t('at.share', { share: share(at.share) });
      if (at.offsetMs === 0) return t('at.deadline');
      return t(at.offsetMs < 0 ? 'at.before' : 'at.after', { length: lengthWords(Math.abs(at.offsetMs)) });
    };

    /** Nobody is gone before the names are there. */
    const person = (id: unknown): string =>
      (typeof id === 'string' && names.people.get(id)) || (names.people.size === 0 ? '…' : t('who.gone'));
    const recipient = (value: unknown): string => {
      const role = oneOf(RECIPIENT_ROLES, value);
      if (role !== null) return t(`who.${role}`);
      if (!isMembers(value)) return typeof value === 'string' ? value : t('who.unreadable');
      if ('userId' in value) return person(value['userId']);
      if ('onCall' in value) return t('who.onCall', { names: listOf(value['onCall']).map(person).join(', ') });
      return t('who.unreadable');
    };

    const action = (value: unknown): string => {
      const known = oneOf(ESCALATION_ACTIONS, value);
      return known === null ? asIs(value ?? '?') : t(`action.${known}`);
    };

    return {
      language,
      share,
      length,
      condition,
      whose,
      place,
      action,
      person,
      /** What a clock is called where it is moved or chosen. */
      clockName: (value: unknown, index: number): string => {
        const { name, key } = readClock(value);
        return name ?? key ?? t('clockN', { n: index + 1 });
      },
      /** All of a clock in a line. @param clocks those of the flow: it may start after another */
      clock: (value: unknown, clocks: readonly unknown[]): string => {
        if (!isMembers(value)) return t('unreadable');
        const { starts, target, targets, proofs, callOutcomes, recurring, restartOnReassign, pauseIn } = value;
        const { atRisk, ladder, targetMs, isBusiness } = readClock(value);
        const hours = membersOf(target);
        const time = !isBusiness
          ? t('sentence.ELAPSED')
          : 'calendarId' in hours || 'calendarOf' in hours
            ? t('sentence.businessOf', { whose: whose(hours) })
            : t('sentence.BUSINESS');
        const others = listOf(targets).length;
        const stands = listOf(pauseIn).map((one) => {
          const status = oneOf(RUNNING_IN, one);
          return status === null ? asIs(one) : shared(`status.${status}`);
        });
        const said = [
          targetMs === null
            ? t('sentence.noLength')
            : t('sentence.promise', { length: lengthWords(targetMs), time, start: start(starts, clocks) }),
          stoppedBy(listOf(proofs), callOutcomes),
          others > 0 && t('sentence.targets', { count: others }),
          atRisk !== null && t('sentence.atRisk', { share: share(atRisk) }),
          recurring === true && t('sentence.recurring'),
          restartOnReassign === true && t('sentence.restarts'),
          stands.length > 0 && t('sentence.pauses', { statuses: stands.join(', ') }),
          ladder.length === 0 ? t('sentence.noSteps') : t('sentence.steps', { count: ladder.length }),
        ];
        return `${said.filter((one) => one !== false).join('; ')}.`;
      },
      /** What a step does and when, in short: “Remind at 50 % of the target”. */
      stepName: (value: unknown): string => {
        if (!isMembers(value)) return t('ladder.unreadable');
        const step = readStep(value);
        return `${action(step.action)} ${place(step.place)}`;
      },
      /** What else there is to say of a step. */
      stepMore: (value: unknown): string => {
        const { to, channels, within, stopWhen } = membersOf(value);
        const { everyMs, times } = readStep(value);
        const told = listOf(to);
        const said = [
          told.length > 0 && t('at.told', { names: listed(told.map(recipient), 'conjunction') }),
          listOf(channels).includes('email') && t('at.mail'),
          everyMs !== null && times > 0 && t('at.repeat', { every: lengthWords(everyMs), count: times }),
          within !== undefined && t('at.within', { whose: whose(within) }),
          stopWhen !== undefined && t('at.unless', { condition: condition(stopWhen) }),
        ];
        return said.filter((one) => one !== false).join('; ');
      },
    };
  }, [t, shared, conditions, i18n, i18n.language, names]);
}

export type ClockWords = ReturnType<typeof useClockWords>;
