import { ACCESS_NEWS, type AccessMailKind } from '../access/links.js';
import { inAddressName, inMail, inSubject } from '../text/mail.js';
import type { ReadLanguage } from '../text/read-languages.js';
import { MAIL_WORDS } from './words.js';

export interface AccessMail {
  kind: AccessMailKind;
  language: ReadLanguage;
  /** Whom it is to, as others named them. */
  name: string;
  /** Our own addresses, one for each organisation in which they are known; names are others'. */
  ways: readonly { org: string; link: string }[];
  /** Who asked for it; null: nobody who is known. */
  asker: string | null;
  untilMs: number;
  /** IANA zone in which they read the time. */
  timeZone: string;
}

interface MailText {
  subject: string;
  text: string;
  html: string;
}

/** `Monday, 7 December 2026 at 10:14 (Europe/Bucharest)` */
function momentIn(language: ReadLanguage, ms: number, timeZone: string): string {
  const locale = language === 'en' ? 'en-GB' : language;
  const write = (zone: string): string =>
    `${new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone: zone }).format(ms)} (${zone})`;
  try {
    return write(timeZone);
  } catch {
    return write('UTC');
  }
}

/**
 * The text of a mail about getting in, plain and as HTML of the simplest kind: who asked for it, until when it holds, and what to
 * do who did not expect it. What others wrote stands in it as `inMail` has it; our links have lines of their own.
 */
export function accessMailText({ kind, language, name, ways, asker, untilMs, timeZone }: AccessMail): MailText {
  const words = MAIL_WORDS[language];
  const org = ways.map((way) => inMail(way.org)).join(', ');
  const act = words.act[kind];
  const links = ways.map((way) => ({
    act: ways.length > 1 ? words.actIn(act, inMail(way.org)) : act,
    link: way.link,
  }));
  const before = [
    words.hello(inMail(inAddressName(name))),
    words.about[kind](org, asker === null ? null : inMail(inAddressName(asker))),
  ];
  const limits = isNews(kind)
    ? []
    : [
        `${words.until(momentIn(language, untilMs, timeZone))} ${kind === 'MAGIC_LINK' ? words.sameBrowser : words.once}`,
      ];
  const after = [...limits, words.unexpected[kind]];
  return {
    subject: inSubject(words.subject[kind](org)),
    text: `${[...before, ...links.map(({ act: what, link }) => `${what}:\n${link}`), ...after].join('\n\n')}\n`,
    html: page(language, [
      ...before.map(paragraph),
      ...links.map(({ act: what, link }) => `<p><a href="${escaped(link)}">${escaped(what)}</a></p>`),
      ...after.map(paragraph),
    ]),
  };
}

const isNews = (kind: AccessMailKind): boolean => ACCESS_NEWS.some((news) => news === kind);

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
const paragraph = (text: string): string => `<p>${escaped(text)}</p>`;
const page = (language: ReadLanguage, parts: readonly string[]): string =>
  `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"></head><body>\n${parts.join('\n')}\n</body></html>\n`;
