/** Where a value stands in a text. */
export interface Place {
  from: number;
  to: number;
}

/** Where something stands, as the API names it: `routing.rules.0.teamId`. */
type Dotted = string;

interface Level {
  isList: boolean;
  key: string | null;
  index: number;
  /** Its members that were read. */
  keys: string[];
  from: number;
}

export interface Scanned {
  /** Each value by its path; the whole under an empty one. */
  places: ReadonlyMap<Dotted, Place>;
  /** What is open at the end of the text: the way there, the members that the innermost has, and what would come next. */
  open: { path: readonly string[]; keys: readonly string[]; expects: 'KEY' | 'VALUE' } | null;
}

const TOKEN = /"(?:[^"\\\n]|\\.)*"?|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Reads a text as JSON, also one that is not finished: as much as can be told of it. */
export function scan(text: string): Scanned {
  const places = new Map<Dotted, Place>();
  const levels: Level[] = [];
  const pathOf = (): string[] => levels.map(({ isList, key, index }) => (isList ? String(index) : (key ?? '')));
  let expects: 'KEY' | 'VALUE' = 'VALUE';
  const ended = (from: number, to: number): void => void places.set(pathOf().join('.'), { from, to });

  for (const { 0: token, index: from } of text.matchAll(TOKEN)) {
    const level = levels.at(-1);
    const to = from + token.length;
    if (token === '{' || token === '[') {
      levels.push({ isList: token === '[', key: null, index: 0, keys: [], from });
      expects = token === '[' ? 'VALUE' : 'KEY';
    } else if (token === '}' || token === ']') {
      const closed = levels.pop();
      if (closed) ended(closed.from, to);
      expects = 'KEY';
    } else if (token === ',') {
      if (level?.isList) level.index += 1;
      else if (level) level.key = null;
      expects = level?.isList ? 'VALUE' : 'KEY';
    } else if (token === ':') expects = 'VALUE';
    else if (level && !level.isList && expects === 'KEY') {
      level.key = unquoted(token);
      level.keys.push(level.key);
    } else ended(from, to);
  }
  const level = levels.at(-1);
  if (!level) return { places, open: null };
  const path = expects === 'KEY' && !level.isList ? pathOf().slice(0, -1) : pathOf();
  return { places, open: { path, keys: level.keys, expects: level.isList ? 'VALUE' : expects } };
}

function unquoted(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token.replaceAll('"', '');
  }
}

/** The place of a path, or of the innermost that there is on the way to it. */
export function placeIn({ places }: Scanned, path: Dotted): Place {
  const parts = path === '' ? [] : path.split('.');
  for (let length = parts.length; length >= 0; length -= 1) {
    const place = places.get(parts.slice(0, length).join('.'));
    if (place) return place;
  }
  return { from: 0, to: 0 };
}
