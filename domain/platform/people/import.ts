/** What a file can say of a person, by its columns. */
export const IMPORT_COLUMNS = [
  'email',
  'name',
  'role',
  'teams',
  'skills',
  'languages',
  'territories',
  'capacity',
  'calendar',
] as const;
export type ImportColumn = (typeof IMPORT_COLUMNS)[number];

/** What columns are called, as `headerKey` writes it: English, Romanian, Russian. The first is the template's. */
const HEADERS: Record<ImportColumn, readonly string[]> = {
  email: [
    'email',
    'mail',
    'emailaddress',
    'adresademail',
    'adresaemail',
    'adresadeemail',
    'почта',
    'элпочта',
    'электроннаяпочта',
    'адрес',
    'имейл',
  ],
  name: ['name', 'fullname', 'nume', 'numecomplet', 'numesiprenume', 'имя', 'фио', 'имяифамилия'],
  role: ['role', 'rol', 'роль', 'должность'],
  teams: ['teams', 'team', 'echipe', 'echipa', 'команды', 'команда'],
  skills: ['skills', 'skill', 'competente', 'abilitati', 'навыки', 'навык'],
  languages: ['languages', 'language', 'limbi', 'limba', 'языки', 'язык'],
  territories: [
    'territories',
    'territory',
    'countries',
    'country',
    'teritorii',
    'teritoriu',
    'tari',
    'tara',
    'территории',
    'территория',
    'страны',
    'страна',
  ],
  capacity: ['capacity', 'capacitate', 'capacitatea', 'емкость', 'вместимость', 'нагрузка'],
  calendar: ['calendar', 'workinghours', 'program', 'programdelucru', 'календарь', 'график'],
};

/** Roles as people write them, folded. */
const ROLE_WORDS: Readonly<Record<string, string>> = {
  rep: 'REP',
  agent: 'REP',
  sales: 'REP',
  reprezentant: 'REP',
  представитель: 'REP',
  менеджерпопродажам: 'REP',
  manager: 'MANAGER',
  руководитель: 'MANAGER',
  менеджер: 'MANAGER',
  admin: 'ADMIN',
  administrator: 'ADMIN',
  администратор: 'ADMIN',
  админ: 'ADMIN',
  auditor: 'AUDITOR',
  аудитор: 'AUDITOR',
};

/** Text to be compared: without case, accents and all that is neither letter nor digit. */
export const headerKey = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

/** What separates the cells of a file: of the three, what its first line has most of. */
export function delimiterOf(text: string): ',' | ';' | '\t' {
  const [first = ''] = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/, 1);
  const bare = first.replaceAll(/"[^"]*"/g, '');
  const count = (one: string): number => bare.split(one).length - 1;
  return ([';', '\t'] as const).find((one) => count(one) > 0 && count(one) >= count(',')) ?? ',';
}

export interface ImportIssue {
  line: number;
  /** Null: of the whole line. */
  column: ImportColumn | null;
  message: string;
}

export interface ImportHeader {
  /** Where each column stands. */
  at: ReadonlyMap<ImportColumn, number>;
  /** What is in the file and means nothing to us. */
  unknown: string[];
  issues: ImportIssue[];
}

/**
 * Which column is which, by what it is called.
 * @param mapping what people chose: the title in the file of a column of ours
 */
export function readHeader(
  titles: readonly string[],
  mapping: Partial<Record<ImportColumn, string>> = {},
): ImportHeader {
  const keys = titles.map(headerKey);
  const at = new Map<ImportColumn, number>();
  const issues: ImportIssue[] = [];
  const taken = new Set<number>();
  const take = (column: ImportColumn, index: number): void => {
    at.set(column, index);
    taken.add(index);
  };
  for (const column of IMPORT_COLUMNS) {
    const chosen = mapping[column];
    if (chosen === undefined) continue;
    const index = keys.indexOf(headerKey(chosen));
    if (index === -1) issues.push({ line: 1, column, message: `There is no column “${chosen}” in the file.` });
    else take(column, index);
  }
  for (const column of IMPORT_COLUMNS) {
    if (mapping[column] !== undefined) continue;
    const found = keys.flatMap((key, index) => (!taken.has(index) && HEADERS[column].includes(key) ? [index] : []));
    const [first, second] = found;
    if (first === undefined) continue;
    if (second !== undefined)
      issues.push({
        line: 1,
        column,
        message: `Two columns say this: “${titles[first]}” and “${titles[second]}”. Keep one.`,
      });
    take(column, first);
    if (second !== undefined) taken.add(second);
  }
  if (!at.has('email') && mapping.email === undefined)
    issues.push({
      line: 1,
      column: 'email',
      message: 'No column has the e-mail addresses: call one “email”, or choose which it is.',
    });
  return { at, unknown: titles.filter((title, index) => title !== '' && !taken.has(index)), issues };
}

/** What a line says of a person; what is not in it stays, or is as by default. */
export interface ImportRow {
  line: number;
  email: string;
  name?: string;
  role?: string;
  /** By their names. */
  teams?: string[];
  skills?: (string | { skill: string; level: number })[];
  languages?: string[];
  territories?: string[];
  capacity?: number;
  /** By its name. */
  calendar?: string;
}

/** The parts of a cell that lists things: `Inbound, Outbound`. */
const listed = (cell: string): string[] =>
  cell
    .split(/[,;|\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** `solar:3`, `solar (3)` or `solar`. */
function skillOf(part: string): string | { skill: string; level: number } {
  const [, skill, level] = /^(.*?)\s*(?::\s*|\(\s*)(\d{1,9})\s*\)?$/.exec(part) ?? [];
  return skill ? { skill, level: Number(level) } : part;
}

/** Reads a line's cells. Whether what they say can be is for whoever knows the org. An empty cell says nothing. */
export function readRow(cells: readonly string[], line: number, { at }: ImportHeader): ImportRow {
  const cell = (column: ImportColumn): string => (cells[at.get(column) ?? -1] ?? '').trim();
  const row: ImportRow = { line, email: cell('email') };
  const [name, role, capacity, calendar] = [cell('name'), cell('role'), cell('capacity'), cell('calendar')];
  if (name) row.name = name;
  if (role) row.role = ROLE_WORDS[headerKey(role)] ?? role;
  if (capacity) row.capacity = /^\d{1,9}$/.test(capacity) ? Number(capacity) : Number.NaN;
  if (calendar) row.calendar = calendar;
  for (const column of ['teams', 'languages', 'territories'] as const) {
    const parts = listed(cell(column));
    if (parts.length > 0) row[column] = parts;
  }
  const skills = listed(cell('skills'));
  if (skills.length > 0) row.skills = skills.map(skillOf);
  return row;
}
