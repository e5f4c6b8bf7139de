import i18next from 'i18next';
import { useSyncExternalStore } from 'react';
import { formatter } from './formatter';
import { serverNowMs } from '../api/server-clock';

const listeners = new Set<() => void>();
/** Since when the reader's organisation is suspended; null: it is not. */
let stillMs: number | null = null;
const presentMs = (): number => stillMs ?? serverNowMs();
let nowMs = presentMs();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  nowMs = presentMs();
  for (const each of listeners) each();
}

/** Has all countdowns stand still at an instant, as the clocks of a suspended organisation do; null: they tick. */
export function standStillAt(atMs: number | null): void {
  stillMs = atMs;
  tick();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) nowMs = presentMs();
  timer ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present second by the server's clock, for countdowns: all of them tick together, and stand still together. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => nowMs);

/** `1 h 05 min`, `4 min 09 s`, `12 s`, in the language of the page */
export function spanWords(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [day, hour, minute, second] = (['day', 'hour', 'minute', 'second'] as const).map((unit) =>
    i18next.t(`span.${unit}`),
  );
  if (seconds >= 86_400)
    return `${Math.floor(seconds / 86_400)} ${day} ${Math.floor((seconds % 86_400) / 3600)} ${hour}`;
  if (seconds >= 3600)
    return `${Math.floor(seconds / 3600)} ${hour} ${two(Math.floor((seconds % 3600) / 60))} ${minute}`;
  if (seconds >= 60) return `${Math.floor(seconds / 60)} ${minute} ${two(seconds % 60)} ${second}`;
  return `${seconds} ${second}`;
}

/** An ISO 8601 duration of the contract (`PT4M10S`) in milliseconds. */
export function durationMs(iso: string): number {
  const [, days, hours, minutes, seconds] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(iso) ?? [];
  return (
    ((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * 1000
  );
}

/** An ISO 8601 duration of the contract (`PT4M10S`) in words. */
export const durationWords = (iso: string): string => spanWords(durationMs(iso));

interface InstantStyle {
  language: string;
  timeZone: string;
  seconds?: boolean;
  /** Without the year. */
  short?: boolean;
}

/** @param iso an instant of the contract */
export function instantWords(
  iso: string,
  { language, timeZone, seconds = false, short = false }: InstantStyle,
): string {
  const style: Intl.DateTimeFormatOptions = short
    ? { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }
    : { dateStyle: 'medium', timeStyle: seconds ? 'medium' : 'short' };
  // As in the API's own words, in every language.
  return formatter(language, { ...style, hourCycle: 'h23', timeZone }).format(new Date(iso));
}

/** `09:00` today, else `Tue, 9 Dec, 09:00`. @param iso an instant of the contract */
export function dayTimeWords(
  iso: string,
  { language, timeZone, nowMs }: { language: string; timeZone: string; nowMs: number },
): string {
  const at = new Date(iso);
  const day = formatter(language, { dateStyle: 'short', timeZone });
  const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone };
  const isToday = day.format(at) === day.format(nowMs);
  return formatter(language, isToday ? time : { ...time, weekday: 'short', day: 'numeric', month: 'short' }).format(at);
}
