import {
  Alert,
  Anchor,
  Button,
  Checkbox,
  FileButton,
  Group,
  List,
  Paper,
  Select,
  SimpleGrid,
  Stack,
  Table,
  Text,
  Title,
} from '@mantine/core';
import { IconDownload, IconFileTypeCsv } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { IMPORT_COLUMNS, type ImportColumn } from '../../../../../../api/platform/contract/bodies/import-columns.js';
import { api, type Schemas } from '../../../../api/client';
import { saveFile } from '../../../../shared/save-file';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { NotDone } from '../../../../shared/states';

type Columns = Partial<Record<ImportColumn, string>>;

const TEMPLATE = `\ufeff${IMPORT_COLUMNS.join(',')}\r\nana@example.com,Ana Pop,REP,"Inbound, Outbound","solar:3, heat","ro, en",RO,20,\r\n`;
const saveCsv = (text: string, name: string): void =>
  saveFile(new Blob([text], { type: 'text/csv;charset=utf-8' }), name);

/** A file's text: as UTF-8, or as Windows writes it in the countries that we know where it is none. */
async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1250').decode(bytes);
  }
}

/** People by a file: what would be done is shown first, then all of it is done, or nothing. */
export function ImportPeople() {
  const { t } = useTranslation('people');
  const go = useNavigate();
  const queries = useQueryClient();
  const [file, setFile] = useState<{ name: string; csv: string } | null>(null);
  const [columns, setColumns] = useState<Columns>({});
  const [withoutBad, setWithoutBad] = useState(false);

  const preview = useMutation({
    mutationFn: async (asked: { csv: string; columns: Columns }) =>
      (await api.POST('/api/users/import/preview', { body: asked })).data!,
  });
  const doImport = useMutation({
    mutationFn: async () =>
      (
        await api.POST('/api/users/import', {
          body: { csv: file!.csv, columns, withoutBad, plan: preview.data!.plan },
        })
      ).data!,
    onSuccess: ({ created, changed }) => {
      void queries.invalidateQueries({ queryKey: ['people'] });
      tellChanged(t('import.done', { created, changed }));
      void go('..');
    },
  });
  const look = async (picked: File | null): Promise<void> => {
    if (!picked) return;
    doImport.reset();
    const csv = await textOf(picked);
    setFile({ name: picked.name, csv });
    setColumns({});
    setWithoutBad(false);
    preview.mutate({ csv, columns: {} });
  };
  const map = (column: ImportColumn, title: string | null): void => {
    const { [column]: _was, ...others } = columns;
    const now: Columns = title === null ? others : { ...others, [column]: title };
    setColumns(now);
    doImport.reset();
    preview.mutate({ csv: file!.csv, columns: now });
  };
  const found = preview.data;
  const toDo = found ? found.created + found.changed : 0;
  const isUnreadable = found !== undefined && found.rows === 0;
  return (
    <Stack>
      <Anchor component={Link} to="..">
        {t('back')}
      </Anchor>
      <Title order={1}>{t('import.title')}</Title>
      <Text c="dimmed">{t('import.hint')}</Text>
      <Group>
        <FileButton accept=".csv,.txt,.tsv,text/csv" onChange={(picked) => void look(picked)}>
          {(props) => (
            <Button {...props} leftSection={<IconFileTypeCsv size={16} aria-hidden />} loading={preview.isPending}>
              {t(file ? 'import.another' : 'import.choose')}
            </Button>
          )}
        </FileButton>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => saveCsv(TEMPLATE, 'people.csv')}
        >
          {t('import.template')}
        </Button>
      </Group>
      {preview.error && <NotDone error={preview.error} />}
      {file && found && (
        <>
          <Paper withBorder p="md" component="section" aria-labelledby="found">
            <Title order={2} size="h4" id="found">
              {t('import.found', { file: file.name })}
            </Title>
            <Text role="status">
              {t('import.counts', {
                rows: found.rows,
                created: found.created,
                changed: found.changed,
                same: found.same,
                bad: found.bad,
              })}
            </Text>
            {found.examples.length > 0 && <Examples examples={found.examples} />}
          </Paper>
          {(found.unknown.length > 0 || Object.keys(columns).length > 0) && (
            <Mapping found={found} columns={columns} onMap={map} />
          )}
          {found.problemCount > 0 && <Problems found={found} />}
          {doImport.error && <NotDone error={doImport.error} />}
          {found.bad > 0 && toDo > 0 && !isUnreadable && (
            <Checkbox
              label={t('import.withoutBad', { count: found.bad })}
              checked={withoutBad}
              onChange={(event) => setWithoutBad(event.currentTarget.checked)}
            />
          )}
          <Text size="sm">{t('import.invitedHint')}</Text>
          <Group justify="flex-end">
            <Button
              disabled={toDo === 0 || (found.bad > 0 && !withoutBad) || preview.isPending}
              loading={doImport.isPending}
              onClick={() => doImport.mutate()}
            >
              {t('import.do', { count: toDo })}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}

type Found = NonNullable<Schemas['PeopleImportPreview']>;

function Examples({ examples }: { examples: Found['examples'] }) {
  const { t } = useTranslation('people');
  return (
    <List size="sm" mt="xs">
      {examples.map(({ line, name, email, outcome, fields }) => (
        <List.Item key={line} className="breaks">
          {t(outcome === 'CREATED' ? 'import.makes' : 'import.changes', {
            line,
            name,
            email,
            fields: fields.join(', '),
          })}
        </List.Item>
      ))}
    </List>
  );
}

function Mapping({
  found,
  columns,
  onMap,
}: {
  found: Found;
  columns: Columns;
  onMap: (column: ImportColumn, title: string | null) => void;
}) {
  const { t } = useTranslation('people');
  const titleOf = new Map(found.columns.map(({ column, title }) => [column, title]));
  const titles = [...new Set([...titleOf.values(), ...found.unknown])];
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="mapping">
      <Title order={2} size="h4" id="mapping">
        {t('import.mapping')}
      </Title>
      {found.unknown.length > 0 && (
        <Text size="sm" mb="sm" className="breaks">
          {t('import.unknown', { titles: found.unknown.join(', ') })}
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
        {IMPORT_COLUMNS.map((column) => (
          <Select
            key={column}
            label={t(`import.columns.${column}`)}
            placeholder={t('import.notInFile')}
            clearable={columns[column] !== undefined}
            data={titles}
            value={titleOf.get(column) ?? null}
            onChange={(title) => onMap(column, title)}
          />
        ))}
      </SimpleGrid>
    </Paper>
  );
}

function Problems({ found }: { found: Found }) {
  const { t } = useTranslation('people');
  const { problems, problemCount, problemsCsv } = found;
  return (
    <Alert color="red" title={t('import.problems', { count: problemCount })} role="alert">
      <Table aria-label={t('import.problems', { count: problemCount })} className="settings-table" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('import.line')}</Table.Th>
            <Table.Th>{t('import.column')}</Table.Th>
            <Table.Th>{t('import.what')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {problems.map(({ line, column, message }, index) => (
            <Table.Tr key={index}>
              <Table.Td data-label={t('import.line')}>{line}</Table.Td>
              <Table.Td data-label={t('import.column')}>
                {column === null ? '–' : t(`import.columns.${column}`)}
              </Table.Td>
              <Table.Td data-label={t('import.what')}>{message}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {problemCount > problems.length && (
        <Text size="sm">{t('import.moreProblems', { shown: problems.length, count: problemCount })}</Text>
      )}
      {problemsCsv !== null && (
        <Button
          mt="sm"
          size="compact-md"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => saveCsv(problemsCsv, 'problems.csv')}
        >
          {t('import.allProblems')}
        </Button>
      )}
    </Alert>
  );
}
