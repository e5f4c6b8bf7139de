import type { TFunction } from 'i18next';
import { phoneWords } from '../../../../shared/phone';

/** What a later delivery said that the lead did not have: `SENT_AGAIN`'s `said`. */
export interface Said {
  name?: string;
  email?: string;
  emailRaw?: string;
  phone?: string;
  phoneExtension?: string;
  phoneRaw?: string;
  message?: string;
  language?: string;
  country?: string;
  tags?: string[];
  attributes?: Record<string, unknown>;
  consents?: Record<string, boolean>;
}

interface SentAgain {
  filled?: string[];
  differing?: string[];
  said?: Said;
}

/** `Sent again with another phone, adding a message`. */
export function sentAgainTitle({ filled = [], differing = [] }: SentAgain, t: TFunction): string {
  const words = (which: 'other' | 'added', fields: string[]): string =>
    fields.map((field) => t(`lead.sentAgain.${which}.${field}`, { defaultValue: field })).join(', ');
  const key = differing.length === 0 ? 'adding' : filled.length === 0 ? 'differing' : 'both';
  return t(`lead.sentAgain.${key}`, { other: words('other', differing), added: words('added', filled) });
}

/** What was said, a line each. */
export function sentAgainLines({ said = {} }: SentAgain, t: TFunction): string[] {
  const { phone = null, phoneExtension = null, tags, attributes = {}, consents = {} } = said;
  const [given, refused] = [true, false].map((value) =>
    Object.keys(consents)
      .filter((channel) => consents[channel] === value)
      .join(', '),
  );
  return [
    said.name,
    said.email ?? said.emailRaw,
    phoneWords({ phone, phoneExtension }, t) ?? said.phoneRaw,
    said.message,
    said.language,
    said.country,
    tags?.join(', '),
    ...Object.entries(attributes).map(([name, value]) => `${name}: ${wordsOf(value)}`),
    given && t('lead.consent', { name: `${given}: ${t('lead.yes')}` }),
    refused && t('lead.consent', { name: `${refused}: ${t('lead.no')}` }),
  ].filter((line): line is string => typeof line === 'string' && line !== '');
}

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
