import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useInstantWords, useZone } from '../../../shared/instant';
import { instantWords } from '../../../shared/time';
import type { AllNames } from '../../../shared/names';

/** Everything that rows say things by: asked for once, as a row that asked by itself would take several times as long. */
export interface RowWords {
  t: TFunction;
  /** Words of the list's own area. */
  own: TFunction;
  names: AllNames;
  /** An instant without its year. */
  short: (at: string) => string;
  /** An instant in full. */
  full: (at: string) => string;
}

export function useRowWords(names: AllNames): RowWords {
  const { t, i18n } = useTranslation();
  const { t: own } = useTranslation('leadList');
  const { language } = i18n;
  const timeZone = useZone();
  const full = useInstantWords();
  return useMemo(
    () => ({ t, own, names, full, short: (at) => instantWords(at, { language, timeZone, short: true }) }),
    // What the full words depend on is among these.
    [t, names, language, timeZone],
  );
}
