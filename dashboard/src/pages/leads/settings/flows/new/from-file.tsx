import { Alert, Button, FileButton, Group, Paper, Select, Stack, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { key } from '../../../../../../../api/leads/contract/bodies/flow-definition.js';
import { flowNames } from '../../../../../../../api/leads/contract/bodies/flow-templates.js';
import { api } from '../../../../../api/client';
import { useContractForm } from '../../../../../shared/form/use-contract-form';
import { NotDone } from '../../../../../shared/states';
import type { FlowRow } from '../data-life';
import { useFlowNames } from '../editor/names';
import {
  keyFor,
  MOST_BYTES,
  ofKind,
  readFlowFile,
  withIds,
  type FileProblem,
  type Foreign,
  type ReadFile,
} from '../file';
import { CalledFields, useMade } from './called';

interface Values extends Record<string, unknown> {
  name: string;
  key: string;
}

/** A flow that begins with a file: what it names and is not here can be replaced, or stays to be mended in the editor. */
export function FromFile({ flows }: { flows: readonly FlowRow[] }) {
  const { t } = useTranslation('flows');
  const names = useFlowNames();
  const [chosen, setChosen] = useState<{ name: string; text: string | null } | null>(null);
  // The names may come later than the file.
  const read = useMemo<ReadFile | FileProblem | null>(() => {
    if (!chosen) return null;
    return chosen.text === null ? 'TOO_LARGE' : readFlowFile(chosen.text, names);
  }, [chosen, names]);
  const look = async (file: File | null): Promise<void> => {
    if (!file) return;
    setChosen({ name: file.name, text: file.size > MOST_BYTES ? null : await file.text() });
  };
  return (
    <Paper withBorder p="md">
      <Stack>
        <Text size="sm">{t('file.hint')}</Text>
        <Group>
          <FileButton
            accept="application/json,.json"
            onChange={(file) => void look(file)}
            inputProps={{ 'aria-label': t('file.choose') }}
          >
            {(props) => (
              <Button variant="default" leftSection={<IconFileImport size={16} aria-hidden />} {...props}>
                {t('file.choose')}
              </Button>
            )}
          </FileButton>
          {chosen && <Text>{chosen.name}</Text>}
        </Group>
        {typeof read === 'string' && (
          <Alert color="red" role="alert">
            {t(`file.problem.${read}`)}
          </Alert>
        )}
        {chosen && read !== null && typeof read === 'object' && (
          <FileForm key={chosen.name} file={read} flows={flows} />
        )}
      </Stack>
    </Paper>
  );
}

function FileForm({ file, flows }: { file: ReadFile; flows: readonly FlowRow[] }) {
  const { t } = useTranslation('flows');
  const made = useMade();
  const taken = new Set(flows.map(({ key: one }) => one));
  const name = file.name.trim() === '' ? t('file.name') : file.name;
  const wanted = key.safeParse(file.key).success && !taken.has(file.key) ? file.key : keyFor(name, taken);
  const form = useContractForm<Values>({ schema: flowNames, initialValues: { name, key: wanted } });
  /** What somebody chose: null, nothing; else what is called the same is taken. */
  const [chosen, setChosen] = useState<ReadonlyMap<string, string | null>>(new Map());
  const instead = new Map(
    file.foreign.flatMap(({ id, suggestion }): [string, string][] => {
      const by = chosen.has(id) ? chosen.get(id) : suggestion;
      return by ? [[id, by]] : [];
    }),
  );
  const submit = form.submits(async (values) => {
    made((await api.POST('/api/flows', { body: { ...values, draft: withIds(file.draft, instead) } })).data!);
  });
  const replace = (id: string, by: string | null): void => setChosen(new Map(chosen).set(id, by));
  return (
    <form onSubmit={submit} noValidate aria-label={t('new.way.file')}>
      <Stack>
        {form.problem && <NotDone error={form.problem} />}
        <CalledFields form={form} taken={taken} />
        {file.foreign.length > 0 && (
          <Stack gap="xs">
            <Text>{t('file.foreign', { count: file.foreign.length })}</Text>
            {file.foreign.map((one) => (
              <Replacement
                key={one.id}
                foreign={one}
                by={instead.get(one.id) ?? null}
                replace={(by) => replace(one.id, by)}
              />
            ))}
          </Stack>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={form.isSending}>
            {t('new.make')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface ReplacementProps {
  foreign: Foreign;
  by: string | null;
  replace: (by: string | null) => void;
}

function Replacement({ foreign: { id, kind, name }, by, replace }: ReplacementProps) {
  const { t } = useTranslation('flows');
  const names = useFlowNames();
  if (kind === null) return <Text size="sm">{t('file.unknown', { id })}</Text>;
  return (
    <Select
      label={t(`file.instead.${kind}`, { name: name ?? id })}
      placeholder={t('file.stays')}
      data={[...ofKind(kind, names)].map(([value, text]) => ({ value, label: text }))}
      searchable
      clearable
      value={by}
      onChange={replace}
    />
  );
}
