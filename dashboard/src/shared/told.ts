import { useTranslation } from 'react-i18next';
import { useZone } from './instant';
import { instantWords } from './time';

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** @returns the API's words as people read them: instants in their time zone */
export function useTold(): (text: string) => string {
  const { i18n } = useTranslation();
  const timeZone = useZone();
  return (text) =>
    text.replace(INSTANT, (at) => instantWords(at, { language: i18n.language, timeZone, seconds: true }));
}
