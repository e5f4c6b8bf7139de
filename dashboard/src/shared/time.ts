import { useSyncExternalStore } from 'react';
import { serverNowMs } from './server-clock';

const listeners = new Set<() => void>();
let nowMs = serverNowMs();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) nowMs = serverNowMs();
  timer ??= setInterval(() => {
    nowMs = serverNowMs();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present second by the server's clock, for countdowns: all of them tick together. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => nowMs);

/** `1 h 05 min`, `4 min 09 s`, `12 s` */
export function spanWords(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (seconds >= 86_400) return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
  if (seconds >= 60) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${seconds} s`;
}

/** An ISO 8601 duration of the contract (`PT4M10S`) in words. */
export function durationWords(iso: string): string {
  const [, days, hours, minutes, seconds] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(iso) ?? [];
  return spanWords(
    ((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * 1000,
  );
}

interface InstantStyle {
  language: string;
  timeZone: string;
  seconds?: boolean;
}

/** @param iso an instant of the contract */
export const instantWords = (iso: string, { language, timeZone, seconds = false }: InstantStyle): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: seconds ? 'medium' : 'short', timeZone }).format(
    new Date(iso),
  );
