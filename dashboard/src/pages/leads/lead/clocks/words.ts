import { useTranslation } from 'react-i18next';
import { countedWords, useInstantFormat } from '../formats';
import { skipOf } from './closed';
import type { Clock, ClockShape, Mark, Part } from './shape';

/** @returns words for what is drawn of clocks */
export function useClockWords() {
  const { t } = useTranslation();
  const { moment } = useInstantFormat();

  const skip = (part: Part, timeZone: string): string => {
    const found = skipOf(part.why ?? '', part, timeZone);
    if (found.kind === 'HOLIDAY' || found.kind === 'OTHER') return found.name;
    return t(`lead.skip.${found.kind}`);
  };
  const mark = ({ what, ahead, step }: Mark): string => {
    const word = t(`lead.mark.${what}`, { defaultValue: what });
    if (!step) return ahead && what !== 'DEADLINE' && what !== 'AT_RISK' ? t('lead.mark.ahead', { what: word }) : word;
    const repeat = step.repeat > 0 ? ` ${t('lead.repeat', { n: step.repeat })}` : '';
    const fate = step.overtaken ? t('lead.overtaken') : step.compensatedAt !== null ? t('lead.compensated') : null;
    return `${word}${repeat}${fate === null ? '' : ` (${fate})`}`;
  };

  return {
    skip,
    mark,
    name: ({ name, cycle }: Clock): string => (cycle > 1 ? t('lead.cycle', { name, cycle }) : name),
    /** All that a picture of the clock shows, in order. */
    alternative: (shape: ClockShape, nowMs: number): string => {
      const { clock, parts, marks } = shape;
      const told = [
        ...marks.map((one) => ({ atMs: one.atMs, words: `${mark(one)} ${moment(one.atMs)}` })),
        ...parts
          .filter(({ kind }) => kind === 'skipped')
          .map((part) => ({
            atMs: part.fromMs,
            words: t('lead.skippedBetween', {
              why: skip(part, clock.receipt.timeZone),
              from: moment(part.fromMs),
              to: moment(part.toMs),
            }),
          })),
        ...(shape.clock.open ? [{ atMs: nowMs, words: `${t('lead.now')} ${moment(nowMs)}` }] : []),
      ];
      const counted = t('lead.countedOf', {
        counted: countedWords(shape.countedMs),
        target: countedWords(shape.targetMs),
      });
      return [
        `${clock.name}: ${t(`clock.${clock.status}`)}`,
        counted,
        ...told.toSorted((a, b) => a.atMs - b.atMs).map(({ words }) => words),
      ].join('; ');
    },
  };
}
