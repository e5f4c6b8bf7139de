/**
 * An entry of the audit log in the one form that its digest is made of: JSON by RFC 8785, so that anybody can make it again with any
 * library. What the database may do to an entry without changing it – the order of members, spaces, `1.0` for `1`, a SQL null for a
 * JSON one – does not change it here either.
 */
export interface EntryToSeal {
  orgId: string;
  id: number;
  atMs: number;
  actorType: string;
  actorId: string | null;
  action: string;
  entityType: string;
  entityId: string;
  leadId: string | null;
  /** As the database's JSON text: parsed to numbers of 64 bits, two large ones could not be told from each other. */
  before: string | null;
  after: string | null;
  traceId: string | null;
}

/** Members in their order; its place among transactions is left out, for a database that was moved counts them anew. */
export function canonicalEntry(entry: EntryToSeal): string {
  const members: [name: string, json: string][] = [
    ['action', JSON.stringify(entry.action)],
    ['actorId', JSON.stringify(entry.actorId)],
    ['actorType', JSON.stringify(entry.actorType)],
    ['after', canonicalJson(entry.after ?? 'null')],
    ['at', JSON.stringify(new Date(entry.atMs).toISOString())],
    ['before', canonicalJson(entry.before ?? 'null')],
    ['entityId', JSON.stringify(entry.entityId)],
    ['entityType', JSON.stringify(entry.entityType)],
    ['id', String(entry.id)],
    ['leadId', JSON.stringify(entry.leadId)],
    ['orgId', JSON.stringify(entry.orgId)],
    ['traceId', JSON.stringify(entry.traceId)],
  ];
  return `{${members.map(([name, json]) => `"${name}":${json}`).join(',')}}`;
}

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:])/y;

/**
 * JSON in canonical form. Numbers keep every digit: one that 64 bits cannot hold is written as it is, where RFC 8785 knows none.
 * @param text JSON that is right, as a database or `JSON.stringify` gives it
 * @throws SyntaxError where it is not
 */
export function canonicalJson(text: string): string {
  let at = 0;
  const next = (): string => {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new SyntaxError(`this is no JSON, from character ${at} on`);
    at = TOKEN.lastIndex;
    return token;
  };
  const list = (end: string, item: (first: string) => void): void => {
    for (let token = next(); token !== end; token = next()) {
      item(token);
      const after = next();
      if (after === end) return;
      if (after !== ',') throw new SyntaxError(`this is no JSON, before character ${at}`);
    }
  };
  const value = (token: string): string => {
    if (token === '{') {
      const members = new Map<string, string>();
      list('}', (name) => {
        if (!name.startsWith('"') || next() !== ':') throw new SyntaxError(`this is no JSON, before character ${at}`);
        members.set(JSON.parse(name) as string, value(next()));
      });
      // By UTF-16, as RFC 8785 says and JavaScript does.
      const names = [...members.keys()].sort();
      return `{${names.map((name) => `${JSON.stringify(name)}:${members.get(name)!}`).join(',')}}`;
    }
    if (token === '[') {
      const items: string[] = [];
      list(']', (first) => items.push(value(first)));
      return `[${items.join(',')}]`;
    }
    if (token.startsWith('"')) return JSON.stringify(JSON.parse(token));
    if (/^[-\d]/.test(token)) return canonicalNumber(token);
    if (/^[tfn]/.test(token)) return token;
    throw new SyntaxError(`this is no JSON, before character ${at}`);
  };
  const json = value(next());
  if (text.slice(at).trim() !== '') throw new SyntaxError(`there is more than JSON, from character ${at} on`);
  return json;
}

function canonicalNumber(text: string): string {
  const short = String(Number(text));
  const digits = digitsOf(text);
  return Number.isFinite(Number(text)) && digitsOf(short) === digits ? short : digits;
}

/** A number's digits and the power of ten that they are multiplied by: `1.50` and `15e-1` are the same. */
function digitsOf(text: string): string {
  const [, sign, whole, fraction = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text)!;
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = all.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(power) - fraction.length + all.length - significant.length}`;
}
