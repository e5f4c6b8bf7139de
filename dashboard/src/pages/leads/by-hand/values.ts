import type { Schemas } from '../../../api/client';

/** A value of an attribute as a form has it. `JSON`: of a shape that has no field; it is shown, kept or removed. */
export type Kind = 'TEXT' | 'NUMBER' | 'YES_NO' | 'JSON';

export interface Attribute {
  /** Of the row, as long as the form is open. */
  id: string;
  key: string;
  kind: Kind;
  text: string;
  yes: boolean;
  /** What is stored; undefined: it is new. */
  stored?: unknown;
}

export interface Consent {
  id: string;
  key: string;
  given: boolean;
}

/** What of a lead people type. */
export interface LeadValues extends Record<string, unknown> {
  name: string;
  phone: string;
  email: string;
  message: string;
  source: string;
  language: string | null;
  country: string | null;
  tags: string[];
  attributes: Attribute[];
  consents: Consent[];
}

export const newAttribute = (): Attribute => ({
  id: crypto.randomUUID(),
  key: '',
  kind: 'TEXT',
  text: '',
  yes: true,
});

const COMMON_CONSENTS = ['email', 'sms', 'whatsapp'];
export const newConsent = (there: readonly Consent[]): Consent => ({
  id: crypto.randomUUID(),
  key: COMMON_CONSENTS.find((key) => !there.some((one) => one.key === key)) ?? '',
  given: true,
});

export const noValues = (): LeadValues => ({
  name: '',
  phone: '',
  email: '',
  message: '',
  source: '',
  language: null,
  country: null,
  tags: [],
  attributes: [],
  consents: [],
});

const kindOf = (value: unknown): Kind =>
  typeof value === 'string'
    ? 'TEXT'
    : typeof value === 'number'
      ? 'NUMBER'
      : typeof value === 'boolean'
        ? 'YES_NO'
        : 'JSON';

export const attributeOf = (key: string, stored: unknown): Attribute => ({
  id: key,
  key,
  kind: kindOf(stored),
  text: kindOf(stored) === 'JSON' ? JSON.stringify(stored, null, 2) : String(stored),
  yes: stored === true,
  stored,
});

/** A lead as its form shows it. A number that could not be read stands there as it came, to be corrected. */
export function valuesOf(lead: Schemas['Lead']): LeadValues {
  const { phone, phoneExtension, phoneRaw, email, emailRaw } = lead;
  return {
    name: lead.name ?? '',
    phone: phone === null ? (phoneRaw ?? '') : phoneExtension === null ? phone : `${phone} #${phoneExtension}`,
    email: email ?? emailRaw ?? '',
    message: lead.message ?? '',
    source: lead.source,
    language: lead.language,
    country: lead.country,
    tags: lead.tags,
    attributes: Object.entries(lead.attributes).map(([key, value]) => attributeOf(key, value)),
    consents: Object.entries(lead.consents).map(([key, given]) => ({ id: key, key, given })),
  };
}

export type Fault = 'EMPTY' | 'TWICE' | 'NO_NUMBER';

/** What is wrong with rows of names and values, by row. A name that was stored is as it is. */
export function faultsOf(rows: readonly (Pick<Attribute, 'id' | 'key'> & Partial<Attribute>)[]): Map<string, Fault> {
  const faults = new Map<string, Fault>();
  const names = new Set<string>();
  for (const row of rows) {
    const name = nameOf(row);
    if (name === '' && row.stored === undefined) faults.set(row.id, 'EMPTY');
    else if (names.has(name)) faults.set(row.id, 'TWICE');
    else if (row.kind === 'NUMBER' && numberOf(row.text ?? '') === null) faults.set(row.id, 'NO_NUMBER');
    names.add(name);
  }
  return faults;
}

/** A stored name is kept to the letter; one that is typed has no spaces around it. */
const nameOf = ({ key, stored }: { key: string; stored?: unknown }): string =>
  stored === undefined ? key.trim() : key;

function numberOf(text: string): number | null {
  const trimmed = text
    .trim()
    .replace(/[\s\u00a0](?=\d{3})/g, '')
    .replace(/^(-?\d+),(\d+)$/, '$1.$2');
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(trimmed) && Number.isFinite(Number(trimmed)) ? Number(trimmed) : null;
}

/** What a row says. What nobody touched is what is stored, to the letter. */
function valueOf({ kind, text, yes, stored, key }: Attribute): unknown {
  const before = stored === undefined ? null : attributeOf(key, stored);
  if (before !== null && before.kind === kind && before.text === text && before.yes === yes) return stored;
  switch (kind) {
    case 'TEXT':
      return text.trim();
    case 'NUMBER':
      return numberOf(text);
    case 'YES_NO':
      return yes;
    case 'JSON':
      return stored;
  }
}

export const attributesOf = (rows: readonly Attribute[]): Record<string, unknown> =>
  Object.fromEntries(rows.map((row) => [nameOf(row), valueOf(row)]));

export const consentsOf = (rows: readonly Consent[]): Record<string, boolean> =>
  Object.fromEntries(rows.map(({ key, given }) => [key.trim(), given]));

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** What the form's schema looks at. */
export const checkedOf = (values: LeadValues) => ({
  name: orNull(values.name),
  email: orNull(values.email),
  phone: orNull(values.phone),
  message: orNull(values.message),
  language: values.language,
  country: values.country,
  tags: values.tags,
  attributes: attributesOf(values.attributes),
  consents: consentsOf(values.consents),
});

/** A new lead as the API takes it: what was left empty is left out. */
export function newLeadOf(values: LeadValues): Schemas['NewLead'] {
  const { source } = values;
  const { tags, attributes, consents, ...fields } = checkedOf(values);
  const given = Object.fromEntries(
    Object.entries({ ...fields, source: orNull(source) }).filter(([, one]) => one !== null),
  );
  return {
    ...given,
    ...(tags.length > 0 && { tags }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(Object.keys(consents).length > 0 && { consents }),
  };
}
