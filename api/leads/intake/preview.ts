import type { Issue } from '../../http/issues.js';
import { parseMachineJson } from '../../http/json.js';
import type { AdapterName } from '../../../domain/leads/vocabulary/adapters.js';
import type { ReadBecause } from '../../../domain/leads/vocabulary/read-because.js';
import { adapters } from './adapters/index.js';
import type { NormalisedLead } from './lead-body.js';
import { keyInMapping, readMapping } from './recognition/mapping.js';
import type { Reading } from './recognition/recognise.js';

export interface ReadAnew {
  /** Each question and field, in the order of the payload. */
  fields: {
    /** What a mapping calls it. */
    name: string;
    label: string;
    value: string;
    field: string | null;
    because: ReadBecause | null;
    /** The entry of the mapping that is about it; null: none is. */
    mappedBy: string | null;
  }[];
  /** Null: it could become none. */
  lead: NormalisedLead | null;
  issues: Issue[];
}

const MOST_FIELDS = 100;
const MOST_VALUE = 300;

/** What intake would make of a payload of one person with a mapping, by the same adapter. */
export function readAnew(adapter: AdapterName, json: unknown, stored: Readonly<Record<string, string>>): ReadAnew {
  const mapping = readMapping(stored);
  const entries = Object.keys(stored).map((name) => [name, keyInMapping(name)] as const);
  let readings: Reading[] = [];
  const onRead = (all: Reading[]): void => void (readings = all);
  const parsed = adapters[adapter].parse(json, { mapping, onRead });
  return {
    fields: readings.slice(0, MOST_FIELDS).map(({ question, field, because }) => ({
      // People know it by its title, where it has one.
      name: question.names.includes(question.label) ? question.label : (question.names[0] ?? question.key),
      mappedBy: entries.find(([, key]) => question.names.some((name) => keyInMapping(name) === key))?.[0] ?? null,
      label: question.label,
      value: valueText(question.value),
      field,
      because,
    })),
    lead: parsed.ok ? (parsed.leads[0] ?? null) : null,
    issues: parsed.ok ? [] : parsed.issues,
  };
}

/** The same of a dead letter's body, which may be no JSON. */
export function readLetter(adapter: AdapterName, body: string, mapping: Readonly<Record<string, string>>): ReadAnew {
  const json = parseMachineJson(Buffer.from(body));
  return json.ok
    ? readAnew(adapter, json.value, mapping)
    : { fields: [], lead: null, issues: [{ path: '', message: json.message }] };
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);
  return text.length > MOST_VALUE ? `${text.slice(0, MOST_VALUE).replace(/\p{Surrogate}$/u, '')}…` : text;
}
