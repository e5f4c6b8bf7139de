import { useTranslation } from 'react-i18next';

/** @returns writers of numbers in the language of the page; null is written as a dash */
export function useNumbers() {
  const { language } = useTranslation().i18n;
  const writer = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(language, options);
    return (value: number | null): string => (value === null ? '–' : format.format(value));
  };
  return {
    count: writer({}),
    share: writer({ style: 'percent', maximumFractionDigits: 1 }),
    /** Small ones keep what distinguishes them from nothing. */
    rate: writer({ maximumSignificantDigits: 2 }),
  };
}
