import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatsOf } from '../../../../lead/formats';
import type { ClockOutlook, FlowOutlook, TargetOutlook } from './outlook';

/** When a step would fire, in words. */
export interface StepInstants {
  due: string;
  /** When it would be due did it not wait for working time; null: it does not wait. */
  waitsFrom: string | null;
  /** The first of its repeats. */
  repeats: string[];
  /** How many repeats there are beyond. */
  more: number;
}

export interface Instants {
  outlook: FlowOutlook;
  clock: ClockOutlook;
  target: TargetOutlook;
  /** @param at the place of the step @returns undefined: that cannot be told */
  stepAt: (at: number) => StepInstants | undefined;
}

const MOST_REPEATS = 3;

/**
 * What an outlook says of one clock under one of its targets, to be shown.
 * @param targetIndex the place of a conditional target; null: the plain one
 */
export function useInstants(outlook: FlowOutlook | null, index: number, targetIndex: number | null): Instants | null {
  const { i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(() => {
    const clock = outlook?.clocks.find((one) => one.index === index);
    const target = clock?.targets.find((one) => one.index === targetIndex);
    if (!outlook || !clock || !target) return null;
    const { moment } = formatsOf(language, outlook.timeZone);
    return {
      outlook,
      clock,
      target,
      stepAt: (at) => {
        const step = target.steps.find((one) => one.index === at);
        return (
          step && {
            due: moment(step.dueAt),
            waitsFrom: step.plainDueAt === step.dueAt ? null : moment(step.plainDueAt),
            repeats: step.repeatsAt.slice(0, MOST_REPEATS).map(moment),
            more: Math.max(0, step.repeatsAt.length - MOST_REPEATS),
          }
        );
      },
    };
  }, [outlook, index, targetIndex, language]);
}
