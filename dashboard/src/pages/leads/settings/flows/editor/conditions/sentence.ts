import {
  CONDITION_OPS,
  looksLikeInstant,
  ORDER_OPS,
} from '../../../../../../../../domain/engine/vocabulary/conditions';
import { plainFields } from '../../../../../../../../domain/leads/vocabulary/condition-fields';
import { LEAD_STATUSES } from '../../../../../../../../domain/leads/vocabulary/status';
import type { Names } from '../../../../../../shared/names';
import { readCondition, type Comparison } from './read';

/** The area of these words; whoever says a sentence has it loaded. */
const ns = 'flowConditions';

export type Say = (key: string, options?: Record<string, unknown>) => string;

const CHANNELS: Readonly<Record<string, string>> = { email: 'e-mail', sms: 'SMS', whatsapp: 'WhatsApp' };
const PLAIN: readonly string[] = plainFields('LADDER');

/** A field as people call it: `source`, `budget`, `consent to WhatsApp`. */
export function fieldWords(field: string, t: Say): string {
  if (PLAIN.includes(field)) return t(`field.${field}`, { ns });
  const path = /^attributes\.(.+)$/s.exec(field)?.[1];
  // One that is called as a field of the lead would be taken for it.
  if (path !== undefined) return PLAIN.includes(path) ? t('field.attribute', { ns, path }) : path;
  const channel = /^consents\.(.+)$/s.exec(field)?.[1];
  return channel === undefined ? field : t('field.consent', { ns, channel: CHANNELS[channel] ?? channel });
}

/** What is called otherwise than it is written. */
interface Spoken {
  t: Say;
  /** By id. */
  names: Names;
  instant: (at: string) => string;
}

/**
 * A condition as people say it; `every lead` for one that always holds. Takes any JSON.
 * @param instant what the reader's clocks show; left out: the instant as it is written
 */
export const conditionSentence = (
  value: unknown,
  t: Say,
  names: Names,
  instant: (at: string) => string = (at) => at,
): string => sentence(value, { t, names, instant });

function sentence(value: unknown, spoken: Spoken): string {
  const { t } = spoken;
  const reading = readCondition(value);
  switch (reading.is) {
    case 'UNREADABLE':
      return t('sentence.unreadable', { ns });
    case 'NOT':
      return t('sentence.not', { ns, part: sentence(reading.part, spoken) });
    case 'COMPARISON':
      return comparisonSentence(reading, spoken);
    case 'GROUP': {
      const { parts, joint } = reading;
      if (parts.length === 0) return t(joint === 'all' ? 'sentence.every' : 'sentence.none', { ns });
      const word = t(joint === 'all' ? 'sentence.and' : 'sentence.or', { ns });
      return parts
        .map((part) => {
          const words = sentence(part, spoken);
          return parts.length > 1 && isJoined(part) ? `(${words})` : words;
        })
        .join(` ${word} `);
    }
  }
}

function isJoined(part: unknown): boolean {
  const reading = readCondition(part);
  return reading.is === 'GROUP' && reading.parts.length > 1;
}

function comparisonSentence({ field: name, op, value }: Comparison, spoken: Spoken): string {
  const { t } = spoken;
  const field = fieldWords(name, t);
  if (op === 'exists') return t(value === false ? 'sentence.missing' : 'sentence.exists', { ns, field });
  const joint = op === 'between' ? ` ${t('sentence.and', { ns })} ` : ', ';
  const values = [value ?? null].flat().map((one) => scalarWords(name, op, one, spoken));
  const words = { ns, field, value: values.join(joint) };
  if (!(CONDITION_OPS as readonly string[]).includes(op)) return t('sentence.unknown', { ...words, op });
  if (op === 'in' && name === 'tags') return t('sentence.inOfSeveral', words);
  return (ORDER_OPS as readonly string[]).includes(op) && looksLikeInstant(value)
    ? t(`instant.${op}`, words)
    : t(`sentence.${op}`, words);
}

function scalarWords(field: string, op: string, value: unknown, spoken: Spoken): string {
  const { t } = spoken;
  if (value === null) return t('sentence.nothing', { ns });
  if (typeof value === 'boolean') return t(value ? 'sentence.true' : 'sentence.false', { ns });
  if (typeof value !== 'string') return typeof value === 'number' ? String(value) : JSON.stringify(value);
  return t('sentence.quoted', { ns, text: nameOf(field, op, value, spoken) ?? value });
}

function nameOf(field: string, op: string, value: string, { t, names, instant }: Spoken): string | undefined {
  if (op === 'inBusinessTime') return names.get(value);
  if (op === 'matches' || op === 'contains') return undefined;
  if (field === 'receivedAt' && looksLikeInstant(value)) return instant(value);
  if (field === 'endpointId' || field === 'ownerId') return names.get(value);
  const isStatus = field === 'status' && (LEAD_STATUSES as readonly string[]).includes(value);
  return isStatus ? t(`status.${value}`, { ns: 'translation' }) : undefined;
}
