import { useTranslation } from 'react-i18next';
import { useMe } from './me';
import { instantWords } from './time';

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * An instant in the org's time zone; the viewer's own, where it is another, on hover.
 * @param at ISO 8601
 */
export function Instant({ at, seconds = false }: { at: string; seconds?: boolean }) {
  const { i18n } = useTranslation();
  const titled = useInstantWords();
  const timeZone = useOrgZone();
  return (
    <time className="tabular" dateTime={at} title={titled(at)}>
      {instantWords(at, { language: i18n.language, timeZone, seconds })}
    </time>
  );
}

/** @returns words for an instant: to the second in the org's time zone, and in the viewer's where that is another */
export function useInstantWords(): (at: string) => string {
  const { i18n } = useTranslation();
  const timeZone = useOrgZone();
  return (at) =>
    [...new Set([timeZone, HERE])]
      .map((zone) => `${instantWords(at, { language: i18n.language, timeZone: zone, seconds: true })} ${zone}`)
      .join(' · ');
}

/** The org's IANA time zone; the viewer's own until it is known. */
export const useOrgZone = (): string => useMe()?.org?.timeZone ?? HERE;
