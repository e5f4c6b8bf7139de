import { Group, Stack, Table, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './settings-table.css';

export interface SettingsColumn<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** What it is sorted by; left out: it is not. */
  sortBy?: (row: Row) => string | number;
}

/** Who asks for the rows itself, sorted and searched by the API, says how it stands. */
interface Asked {
  text: string;
  search: (text: string) => void;
  sort: Sort | null;
  sortBy: (sort: Sort) => void;
}

interface Sort {
  key: string;
  isDescending: boolean;
}

interface SettingsTableProps<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly SettingsColumn<Row>[];
  keyOf: (row: Row) => string;
  /** What a row is found by. */
  textOf: (row: Row) => string;
  asked?: Asked;
  /** In the place of a list that has nothing: what it is for, and the next step. */
  empty: ReactNode;
  /** Beside the search: what is done with the list, its filters. */
  actions?: ReactNode;
}

const folded = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** A list of the settings: searched, sorted, and on a phone as cards. */
export function SettingsTable<Row>({
  label,
  rows,
  columns,
  keyOf,
  textOf,
  asked,
  empty,
  actions,
}: SettingsTableProps<Row>) {
  const { t, i18n } = useTranslation();
  const [ownText, setOwnText] = useState('');
  const [ownSort, setOwnSort] = useState<Sort | null>(null);
  const text = asked?.text ?? ownText;
  const sort = asked ? asked.sort : ownSort;
  const sortBy = asked?.sortBy ?? setOwnSort;
  const words = folded(text).split(/\s+/).filter(Boolean);
  const found = asked ? rows : rows.filter((row) => words.every((word) => folded(textOf(row)).includes(word)));
  const by = asked ? undefined : columns.find(({ key }) => key === sort?.key)?.sortBy;
  const compare = new Intl.Collator(i18n.language, { numeric: true, sensitivity: 'base' }).compare;
  const shown = by
    ? [...found].sort((a, b) => {
        const [left, right] = [by(a), by(b)];
        const order =
          typeof left === 'number' && typeof right === 'number' ? left - right : compare(String(left), String(right));
        return sort!.isDescending ? -order : order;
      })
    : found;
  const isEmpty = rows.length === 0 && text === '';

  return (
    <Stack>
      <Group justify="space-between" align="end">
        {!isEmpty && (
          <TextInput
            type="search"
            aria-label={t('list.search', { list: label })}
            placeholder={t('list.searchShort')}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={text}
            onChange={({ currentTarget: { value } }) => (asked ? asked.search(value) : setOwnText(value))}
          />
        )}
        {actions}
      </Group>
      {isEmpty && empty}
      {!isEmpty && shown.length === 0 && <Text role="status">{t('list.nothing', { text })}</Text>}
      {shown.length > 0 && (
        <Table aria-label={label} className="settings-table" verticalSpacing="sm" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              {columns.map(({ key, title, sortBy: isSorted }) => (
                <Table.Th
                  key={key}
                  aria-sort={sort?.key === key ? (sort.isDescending ? 'descending' : 'ascending') : undefined}
                >
                  {isSorted ? (
                    <UnstyledButton
                      className="sorts"
                      onClick={() => sortBy({ key, isDescending: sort?.key === key && !sort.isDescending })}
                    >
                      {title}
                      {sort?.key === key &&
                        (sort.isDescending ? (
                          <IconArrowDown size={14} aria-hidden />
                        ) : (
                          <IconArrowUp size={14} aria-hidden />
                        ))}
                    </UnstyledButton>
                  ) : (
                    title
                  )}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((row) => (
              <Table.Tr key={keyOf(row)}>
                {columns.map(({ key, title, cell }) => (
                  <Table.Td key={key} data-label={title}>
                    {cell(row)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}
