/**
 * Numbers that people typed: `12.000`, `12 000,50`, `€12,000`, `12000 lei`. What stands between their digits means one
 * thing in one language and another in the next, so the language of those who typed decides; where even that leaves two
 * meanings, it is none.
 */
export type NumberReading =
  | {
      kind: 'NUMBER';
      value: number;
      /** A program would have read the same: there is nothing to explain. */
      asWritten: boolean;
    }
  | { kind: 'AMBIGUOUS'; readings: readonly [number, number] }
  | { kind: 'NONE' };

/** Characters of a number with all that may stand around it. */
const LONGEST = 80;

const NONE: NumberReading = { kind: 'NONE' };

/** How numbers are read where nobody said in which language they are written. */
const DEFAULT_LOCALE = 'en';

/** The mark between thousands. */
const groupMarks = new Map<string, string>();

function groupMarkOf(locale: string): string {
  let mark = groupMarks.get(locale);
  if (mark === undefined) {
    mark = new Intl.NumberFormat(locale).formatToParts(1_234_567).find(({ type }) => type === 'group')?.value ?? '';
    groupMarks.set(locale, mark);
  }
  return mark;
}

/** The tag in its canonical form (`EN-us` is `en-US`); null where it is none of BCP 47 or nothing is known of its language. */
export function canonicalLocale(tag: string): string | null {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag)[0] ?? null;
  } catch {
    return null;
  }
}

const WORDS = new Set(
  (
    'lei leu euro euros eur dollar dollars usd franc francs fr forint zł zl zloty kč kc kr lev leva лв лев лева лей лея леев ' +
    'руб рубль рубля рублей р грн гривень евро доллар доллара долларов ft rs din den km'
  ).split(' '),
);
const CODES = new Set(Intl.supportedValuesOf('currency'));

/** `€`, `US$`, `RON`, `lei`, `руб.`, and nothing at all. */
function isUnit(text: string): boolean {
  // In Romanian it is `20 de lei` from twenty on.
  const word = text
    .trim()
    .replace(/\.$/, '')
    .replace(/^de\s+/i, '');
  return (
    word === '' ||
    word === '%' ||
    /^[A-Z]{0,3}\p{Sc}[A-Z]{0,3}$/iu.test(word) ||
    CODES.has(word.toUpperCase()) ||
    WORDS.has(word.toLowerCase())
  );
}

const THOUSAND = /^(?:k|mii|тыс)(?![\p{L}])\.?(?:\s+de(?=\s))?/iu;

/** Between digits NFKC leaves only plain spaces, full stops, commas and apostrophes. */
const PARTS = /^(?<before>[^\d.,]*)(?<body>(?:\d|[.,](?=\d))(?:[\d.,'’ ]*\d)?)(?<after>[^\d]*)$/u;

const plainDigits = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.codePointAt(0)! % 16))
    .replace(/٬/g, "'")
    .replace(/[−﹣]/g, '-')
    .trim();

/** A number as one would type it. @param locale BCP 47, of those who typed it */
export function readNumber(text: string, locale = DEFAULT_LOCALE): NumberReading {
  if (text.length > LONGEST) return NONE;
  const plain = plainDigits(text);
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)e[+-]?\d+$/i.test(plain)) return numberOf(text, Number(plain));
  // A decimal mark that can be nothing else.
  const decimalMark = plain.includes('٫') ? '.' : undefined;
  const parts = PARTS.exec(plain.replace('٫', '.'))?.groups;
  if (parts === undefined) return NONE;
  const { before = '', body = '', after = '' } = parts;

  const sign = /[+-]/.exec(before)?.[0] ?? '';
  // `12.000,-` and `12.` end a price and a sentence.
  const rest = after.replace(/^(?:[.,][-–—]{0,2}(?=\s|$))/, '').trim();
  const thousands = THOUSAND.exec(rest)?.[0] ?? '';
  if (!isUnit(before.replace(/[+-]/, '')) || !isUnit(rest.slice(thousands.length))) return NONE;

  const read = readBody(body, locale, decimalMark);
  if (read === null) return NONE;
  const values = read.map((digits) => scaled(Number(`${sign}${digits}`), thousands !== ''));
  const [value, other] = values;
  return other === undefined
    ? numberOf(text, value!)
    : { kind: 'AMBIGUOUS', readings: [Math.min(value!, other), Math.max(value!, other)] };
}

const numberOf = (text: string, value: number): NumberReading =>
  Number.isFinite(value) ? { kind: 'NUMBER', value, asWritten: Number(text) === value } : NONE;

const scaled = (value: number, byThousand: boolean): number =>
  byThousand ? Number((value * 1000).toPrecision(15)) : value;

/** What digits and the marks between them can mean, written with a full stop: one, two, or null for nothing. */
function readBody(body: string, locale: string, decimalMark?: string): string[] | null {
  const points = [...body].filter((mark) => mark === '.' || mark === ',');
  const last = points.at(-1);
  if (last === undefined) return asList(joined(body));
  const isMixed = points.some((mark) => mark !== last) || /['’ ]/.test(body);
  if (isMixed || decimalMark !== undefined) return asList(withDecimals(body, last));
  if (points.length > 1) return asList(joined(body));

  const [whole, digits] = body.split(last) as [string, string];
  const decimal = `${whole === '' ? '0' : whole}.${digits}`;
  // Nobody groups fewer or more than three, nor behind a zero or four digits.
  if (digits.length !== 3 || !/^[1-9]\d{0,2}$/.test(whole)) return [decimal];
  // Nor does anybody write thousandths of nothing.
  if (groupMarkOf(locale) === last || digits === '000') return [whole + digits];
  return [decimal, whole + digits];
}

const asList = (one: string | null): string[] | null => (one === null ? null : [one]);

/** The last mark is the decimal one, unless it groups as those before it do: `1 234,5`, but `1.234.567`. */
function withDecimals(body: string, mark: string): string | null {
  const at = body.lastIndexOf(mark);
  if (body.indexOf(mark) !== at) return joined(body);
  const whole = joined(body.slice(0, at) || '0');
  const digits = body.slice(at + 1);
  return whole === null || !/^\d+$/.test(digits) ? null : `${whole}.${digits}`;
}

/** The digits of a whole number, if one mark divides them as thousands are divided, or as lakhs; null: it is something else. */
function joined(body: string): string | null {
  const marks = new Set(body.replace(/\d/g, ''));
  if (marks.size === 0) return body;
  if (marks.size > 1) return null;
  const groups = body.split([...marks][0]!);
  const [first, ...others] = groups;
  const lastOne = others.pop()!;
  const fits = /^[1-9]\d{0,2}$/.test(first!) && /^\d{3}$/.test(lastOne);
  const even =
    others.every(({ length }) => length === 3) || (others.every(({ length }) => length === 2) && first!.length < 3);
  return fits && even ? groups.join('') : null;
}
