import {
  Button,
  Group,
  Input,
  NumberInput,
  Paper,
  Radio,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { flowFromTemplate } from '../../../../../../../api/leads/contract/bodies/flow-templates.js';
import {
  FLOW_TEMPLATES,
  TEMPLATE_ASKS,
  type FlowTemplate,
} from '../../../../../../../domain/leads/vocabulary/flow-templates.js';
import { api, type Schemas } from '../../../../../api/client';
import { useAddress } from '../../../../../shared/address';
import { useContractForm } from '../../../../../shared/form/use-contract-form';
import { useSources } from '../../../../../shared/names';
import { NotDone } from '../../../../../shared/states';
import type { FlowRow } from '../data-life';
import { useFlowNames } from '../editor/names';
import { keyFor } from '../file';
import { CalledFields, useMade } from './called';
import { OnCallField } from './on-call-field';
import './new.css';

/** The templates, each said in words, and what the chosen one wants to know. */
export function FromTemplate({ flows }: { flows: readonly FlowRow[] }) {
  const { t } = useTranslation('flows');
  const [address, setAddress] = useAddress();
  const chosen = FLOW_TEMPLATES.find((one) => one === address.get('template')) ?? null;
  return (
    <Stack>
      <Radio.Group label={t('new.which')} value={chosen} onChange={(value) => setAddress({ template: value })}>
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} mt="xs">
          {FLOW_TEMPLATES.map((one) => (
            <Radio.Card key={one} value={one} p="md" className="flow-template" aria-label={t(`template.${one}.name`)}>
              <Group wrap="nowrap" align="flex-start">
                <Radio.Indicator />
                <div>
                  <Text fw={600}>{t(`template.${one}.name`)}</Text>
                  <Text size="sm" c="dimmed">
                    {t(`template.${one}.hint`)}
                  </Text>
                </div>
              </Group>
            </Radio.Card>
          ))}
        </SimpleGrid>
      </Radio.Group>
      {chosen && <TemplateForm key={chosen} template={chosen} flows={flows} />}
    </Stack>
  );
}

/** Where there is one, nobody is asked which. */
const only = (names: ReadonlyMap<string, string>): string | null => (names.size === 1 ? [...names.keys()][0]! : null);

interface Values extends Record<string, unknown> {
  key: string;
  name: string;
  teamId: string | null;
  calendarId: string | null;
  source: string;
  onCall: string[];
  field: string;
  skills: string[];
  least: number | string;
}

function TemplateForm({ template, flows }: { template: FlowTemplate; flows: readonly FlowRow[] }) {
  const { t, i18n } = useTranslation('flows');
  const { teams, calendars, people } = useFlowNames();
  const sources = useSources();
  const made = useMade();
  const taken = new Set(flows.map(({ key }) => key));
  const current = new Map([...teams].filter(([, { archived }]) => !archived).map(([id, one]) => [id, one.name]));
  const asks: readonly string[] = TEMPLATE_ASKS[template];
  const bodyOf = (values: Values) => {
    const { key, name, teamId, calendarId } = values;
    const asked = Object.fromEntries(asks.map((one) => [one, values[one]]));
    const place = { teamId: teamId ?? only(current), calendarId: calendarId ?? only(calendars) };
    return { template, key, name, ...place, language: i18n.language.slice(0, 2), ...asked };
  };
  const name = t(`template.${template}.name`);
  const form = useContractForm<Values>({
    schema: flowFromTemplate,
    initialValues: {
      key: keyFor(name, taken),
      name,
      teamId: null,
      calendarId: null,
      source: 'web',
      onCall: [],
      field: template === 'VIP_BROADCAST' ? 'attributes.budget' : 'attributes.product',
      skills: [],
      least: 50_000,
    },
    toBody: bodyOf,
  });
  const submit = form.submits(async (values) => {
    const body = bodyOf(values) as Schemas['FlowFromTemplate'];
    made((await api.POST('/api/flows/from-template', { body })).data!);
  });
  const options = (names: ReadonlyMap<string, string>) => [...names].map(([value, label]) => ({ value, label }));
  return (
    <Paper withBorder p="md">
      <form onSubmit={submit} noValidate aria-label={name}>
        <Stack>
          {form.problem && <NotDone error={form.problem} />}
          <CalledFields form={form} taken={taken} />
          <Select
            label={t('template.team')}
            description={t('template.teamHint')}
            data={options(current)}
            searchable
            required
            {...form.getInputProps('teamId')}
            value={form.values.teamId ?? only(current)}
          />
          <Select
            label={t('template.calendar')}
            description={t(template === 'WEEKEND' ? 'template.calendarWeekend' : 'template.calendarHint')}
            data={options(calendars)}
            searchable
            required
            {...form.getInputProps('calendarId')}
            value={form.values.calendarId ?? only(calendars)}
          />
          {template === 'WEB_FORM' && (
            <Input.Wrapper label={t('template.source')} description={t('template.sourceHint')} required>
              <TagsInput
                aria-label={t('template.source')}
                data={sources}
                maxTags={1}
                {...form.getInputProps('source')}
                value={form.values.source === '' ? [] : [form.values.source]}
                onChange={([source = '']) => form.setFieldValue('source', source)}
              />
            </Input.Wrapper>
          )}
          {template === 'ON_CALL' && <OnCallField people={people} {...form.getInputProps('onCall')} />}
          {asks.includes('field') && (
            <TextInput
              label={t('template.field')}
              description={t('template.fieldHint')}
              required
              {...form.getInputProps('field')}
            />
          )}
          {asks.includes('skills') && (
            <TagsInput
              label={t('template.skills')}
              description={t('template.skillsHint')}
              required
              {...form.getInputProps('skills')}
            />
          )}
          {asks.includes('least') && (
            <NumberInput label={t('template.least')} required min={0} {...form.getInputProps('least')} />
          )}
          <Text size="sm" c="dimmed">
            {t('new.follows')}
          </Text>
          <Group justify="flex-end">
            <Button type="submit" loading={form.isSending}>
              {t('new.make')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
