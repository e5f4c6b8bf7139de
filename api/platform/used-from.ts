import Bowser from 'bowser';
import type { Request } from 'express';
import type { UsedFrom } from '../../db/platform/queries/sessions.js';

const LONGEST = 40;
/** What clients call themselves is theirs to choose: words, and short ones. */
const words = (text: string | undefined): string | null =>
  text
    ?.replace(/[^\p{L}\p{N} .+-]+/gu, ' ')
    .trim()
    .slice(0, LONGEST)
    .trim() || null;

/** From where a request comes, as people know it: `Chrome` on `Android`. */
export function usedFrom(req: Request): UsedFrom {
  return { ...deviceOf(req.get('user-agent') ?? ''), address: req.ip ?? null };
}

/** @param userAgent as the client calls itself */
export function deviceOf(userAgent: string): Pick<UsedFrom, 'browser' | 'system'> {
  if (userAgent === '') return { browser: null, system: null };
  const { browser, os } = Bowser.parse(userAgent.slice(0, 500));
  // A program that is no browser begins with its own name.
  return { browser: words(browser.name) ?? words(userAgent.split(/[/ ]/)[0]), system: words(os.name) };
}
