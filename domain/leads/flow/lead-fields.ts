/** What of a lead tells which fields there are. */
export interface LeadSample {
  name: string | null;
  email: string | null;
  phone: string | null;
  source: string;
  language: string | null;
  country: string | null;
  tags: readonly string[];
  attributes: Readonly<Record<string, unknown>>;
  consents: Readonly<Record<string, boolean>>;
}

type Scalar = string | number | boolean;

/** A field that leads have, as conditions call it. */
interface LeadField {
  /** `attributes.budget` */
  field: string;
  /** How many of those that were looked at have it. */
  leads: number;
  /** What they had, the most frequent first; nothing personal. */
  samples: Scalar[];
}

const MOST_FIELDS = 200;
const MOST_SAMPLES = 8;
/** So many different values of a field are counted; of free text there are as many as leads. */
const MOST_COUNTED = 200;
const LONGEST_SAMPLE = 40;
/** Below the attributes: `utm.campaign.name`. */
const DEEPEST = 4;
/** Phones, cards, dates of birth and numbers of identity have as many. */
const DIGITS_OF_A_PERSON = 7;

/** Attributes whose values are a person's, whatever they look like; in the languages of forms that come in. */
const OF_A_PERSON =
  /(?:^|[^\p{L}])(?:(?:first|last|full|sur|given|family)?[ _-]?name|nume(?:le)?|prenume(?:le)?|имя|фамилия|отчество|фио|e?-?mail|почта|phone|mobile|tel(?:efon|ephone)?|телефон|whatsapp|address|street|adres[aă]|strad[aă]|адрес|улица|birth\w*|dob|naștere|nastere|рожден\p{L}*|iban|cnp|ssn|passport|pașaport|паспорт|ip|password|token)(?:$|[^\p{L}])/iu;

/** `firstName`, `first_name` and `first.name` are the same words. */
const inWords = (path: string): string => path.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/[._-]+/g, ' ');

/**
 * The fields that real leads have, the most frequent first, with samples of their values: what whoever writes a condition
 * chooses from. Values that could be a person's – names, addresses, phones, whatever is long or has many digits – are no
 * samples.
 */
export function leadFields(leads: readonly LeadSample[]): LeadField[] {
  const found = new Map<string, { leads: number; values: Map<Scalar, number> }>();
  for (const lead of leads) {
    const own = wordsOf(lead);
    const seen = new Map<string, Scalar[]>();
    for (const [field, value] of valuesOf(lead)) seen.set(field, [...(seen.get(field) ?? []), value]);
    for (const [field, values] of seen) {
      const known = found.get(field) ?? { leads: 0, values: new Map<Scalar, number>() };
      found.set(field, known);
      known.leads++;
      for (const value of new Set(values)) {
        if (!isSample(field, value, own)) continue;
        if (known.values.has(value) || known.values.size < MOST_COUNTED)
          known.values.set(value, (known.values.get(value) ?? 0) + 1);
      }
    }
  }
  return [...found]
    .map(([field, { leads: count, values }]) => ({ field, leads: count, samples: mostFrequent(values) }))
    .sort((a, b) => b.leads - a.leads || (a.field < b.field ? -1 : 1))
    .slice(0, MOST_FIELDS);
}

const mostFrequent = (values: ReadonlyMap<Scalar, number>): Scalar[] =>
  [...values]
    .sort(([one, a], [other, b]) => b - a || (String(one) < String(other) ? -1 : 1))
    .slice(0, MOST_SAMPLES)
    .map(([value]) => value);

function* valuesOf(lead: LeadSample): Generator<[string, Scalar]> {
  yield ['source', lead.source];
  if (lead.language !== null) yield ['language', lead.language];
  if (lead.country !== null) yield ['country', lead.country];
  for (const tag of lead.tags) yield ['tags', tag];
  for (const [channel, given] of Object.entries(lead.consents)) yield [`consents.${channel}`, given];
  yield* below('attributes', lead.attributes, 1);
}

/** Names with a full stop, and those of a list's items, cannot be asked for. */
function* below(path: string, values: Readonly<Record<string, unknown>>, depth: number): Generator<[string, Scalar]> {
  for (const [name, value] of Object.entries(values)) {
    if (name.includes('.') || name.trim() === '' || name.length > LONGEST_SAMPLE) continue;
    const field = `${path}.${name}`;
    if (Array.isArray(value)) {
      for (const one of value as unknown[]) if (isScalar(one)) yield [field, one];
    } else if (typeof value === 'object' && value !== null) {
      if (depth < DEEPEST) yield* below(field, value as Record<string, unknown>, depth + 1);
    } else if (isScalar(value)) yield [field, value];
  }
}

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'boolean' || typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');

const digitsIn = (text: string): number => text.replace(/\D/g, '').length;

/** What a lead is called and reached by, in pieces: `ana`, `pop`. */
function wordsOf({ name, email, phone }: LeadSample): ReadonlySet<string> {
  const text = [name, email, email?.split('@')[0], phone].filter(Boolean).join(' ');
  return new Set(
    text
      .toLowerCase()
      .split(/[\s,;._-]+/)
      .filter((word) => word.length > 2),
  );
}

function isSample(field: string, value: Scalar, own: ReadonlySet<string>): boolean {
  if (typeof value === 'boolean') return true;
  if (field.startsWith('attributes.') && OF_A_PERSON.test(inWords(field.slice('attributes.'.length)))) return false;
  if (typeof value === 'number') return digitsIn(String(value)) < DIGITS_OF_A_PERSON;
  if (value.length > LONGEST_SAMPLE || value.includes('@') || digitsIn(value) >= DIGITS_OF_A_PERSON) return false;
  return !value
    .toLowerCase()
    .split(/[\s,;._-]+/)
    .some((word) => own.has(word));
}
