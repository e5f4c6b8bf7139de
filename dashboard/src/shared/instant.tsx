import { useTranslation } from 'react-i18next';
import { useMe } from './me';
import { instantWords } from './time';

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * An instant in the time zone of whoever reads it; the device's, where that is another, on hover.
 * @param at ISO 8601
 */
export function Instant({ at, seconds = false }: { at: string; seconds?: boolean }) {
  const { i18n } = useTranslation();
  const titled = useInstantWords();
  const timeZone = useZone();
  return (
    <time className="tabular" dateTime={at} title={titled(at)}>
      {instantWords(at, { language: i18n.language, timeZone, seconds })}
    </time>
  );
}

/** @returns words for an instant: to the second in the reader's time zone, and in the device's where that is another */
export function useInstantWords(): (at: string) => string {
  const { i18n } = useTranslation();
  const timeZone = useZone();
  return (at) =>
    [...new Set([timeZone, HERE])]
      .map((zone) => `${instantWords(at, { language: i18n.language, timeZone: zone, seconds: true })} ${zone}`)
      .join(' · ');
}

/** The IANA time zone in which somebody is told times: the one that they chose, else the org's; the device's until it is known. */
export function useZone(): string {
  const me = useMe();
  return me?.timeZone ?? me?.org?.timeZone ?? HERE;
}
