import i18next from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../../shared/instant';
import { spanWords } from '../../../shared/time';
import { formatter } from '../../../shared/formatter';

/** @returns short ways to write instants, in the reader's time zone */
export function useInstantFormat() {
  const { i18n } = useTranslation();
  const timeZone = useZone();
  return useMemo(() => formatsOf(i18n.language, timeZone), [i18n.language, timeZone]);
}

/** @param timeZone IANA */
export function formatsOf(language: string, timeZone: string) {
  const made = (options: Intl.DateTimeFormatOptions) => {
    const format = formatter(language, { ...options, timeZone });
    return (at: number | string): string => format.format(typeof at === 'string' ? Date.parse(at) : at);
  };
  const hourCycle = 'h23';
  const moment = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle,
  } as const;
  const ranges = formatter(language, { ...moment, timeZone });
  return {
    /** `09:05` */
    time: made({ hour: '2-digit', minute: '2-digit', hourCycle }),
    /** `09:05:12` */
    second: made({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle }),
    /** `Fri 20 Nov` */
    day: made({ weekday: 'short', day: 'numeric', month: 'short' }),
    /** `Friday 20 November 2026` */
    date: made({ dateStyle: 'full' }),
    /** `Fri 20 Nov, 09:05` */
    moment: made(moment),
    /** `Fri 20 Nov, 17:50 – 18:00` */
    range: (fromMs: number, toMs: number): string => ranges.formatRange(fromMs, toMs),
  };
}

/** A length of time without what is nothing: `9 h`, `45 min`, `1 h 05 min`. */
export const lengthWords = (ms: number): string => spanWords(ms).replace(/ 0+ \S+$/, '');

/** Time that was counted: in hours at most, as 48 hours of business time are not two days. */
export function countedWords(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  if (hours < 24) return lengthWords(ms);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const [hour, minute] = [i18next.t('span.hour'), i18next.t('span.minute')];
  return minutes === 0 ? `${hours} ${hour}` : `${hours} ${hour} ${String(minutes).padStart(2, '0')} ${minute}`;
}
