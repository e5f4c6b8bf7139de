import { readFileSync } from 'node:fs';

/** A case as it stands in `docs/golden-cases.md`: three tables of two columns. */
export interface GoldenCase {
  title: string;
  policy: [what: string, rule: string][];
  happened: Row[];
  expected: Row[];
}

export interface Row {
  /** `Fri 17:50`, in the zone of the case's hours. */
  when: string;
  what: string;
}

const DOCUMENT = new URL('../../docs/golden-cases.md', import.meta.url);
const TABLES = ['Policy', 'What happened', 'What must come out'] as const;

/** Reads the cases out of the document: what a manager reads is what the tests run. */
export function goldenCases(): GoldenCase[] {
  const [, ...sections] = readFileSync(DOCUMENT, 'utf8').split(/^## /m);
  return sections.map((section) => {
    const title = section.slice(0, section.indexOf('\n')).trim();
    const [policy, happened, expected] = TABLES.map((name) => tableOf(section, name, title));
    const rows = (table: [string, string][]): Row[] => table.map(([when, what]) => ({ when, what }));
    return { title, policy: policy!, happened: rows(happened!), expected: rows(expected!) };
  });
}

function tableOf(section: string, name: string, title: string): [string, string][] {
  const lines = section.split('\n');
  const head = lines.findIndex((line) => line.startsWith('|') && cellsOf(line).includes(name));
  if (head < 0) throw new Error(`«${title}» has no table «${name}»`);
  const end = lines.findIndex((line, index) => index > head && !line.startsWith('|'));
  return lines.slice(head + 2, end).map((line) => {
    const [first, second] = cellsOf(line);
    return [first!, second!];
  });
}

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
