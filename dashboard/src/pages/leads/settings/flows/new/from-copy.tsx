import { Button, Group, Paper, Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { flowNames } from '../../../../../../../api/leads/contract/bodies/flow-templates.js';
import { api } from '../../../../../api/client';
import { useAddress } from '../../../../../shared/address';
import { useContractForm } from '../../../../../shared/form/use-contract-form';
import { NotDone } from '../../../../../shared/states';
import type { FlowRow } from '../data-life';
import { keyFor } from '../file';
import { CalledFields, useMade } from './called';

interface Values extends Record<string, unknown> {
  name: string;
  key: string;
}

/** A flow that begins with the draft of another. */
export function FromCopy({ flows }: { flows: readonly FlowRow[] }) {
  const { t } = useTranslation('flows');
  const [address, setAddress] = useAddress();
  const original = flows.find(({ id }) => id === address.get('copy'));
  return (
    <Paper withBorder p="md">
      <Stack>
        <Select
          label={t('new.original')}
          data={flows.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          required
          value={original?.id ?? null}
          onChange={(id) => setAddress({ copy: id })}
        />
        {original && <CopyForm key={original.id} original={original} flows={flows} />}
      </Stack>
    </Paper>
  );
}

function CopyForm({ original, flows }: { original: FlowRow; flows: readonly FlowRow[] }) {
  const { t } = useTranslation('flows');
  const made = useMade();
  const taken = new Set(flows.map(({ key: one }) => one));
  const name = t('new.copyOf', { name: original.name });
  const form = useContractForm<Values>({ schema: flowNames, initialValues: { name, key: keyFor(name, taken) } });
  const submit = form.submits(async (values) => {
    const path = { id: original.id };
    const { draft } = (await api.GET('/api/flows/{id}', { params: { path } })).data!;
    made((await api.POST('/api/flows', { body: { ...values, draft } })).data!);
  });
  return (
    <form onSubmit={submit} noValidate aria-label={name}>
      <Stack>
        {form.problem && <NotDone error={form.problem} />}
        <CalledFields form={form} taken={taken} />
        <Group justify="flex-end">
          <Button type="submit" loading={form.isSending}>
            {t('new.make')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
