import { Button, Chip, Group, Input, MultiSelect, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { quietHoursBody } from '../../../../../api/platform/contract/bodies/quiet-hours.js';
import { api, type Schemas } from '../../../api/client';
import { useContractForm } from '../../../shared/form/use-contract-form';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../shared/states';
import { Card } from './card';

type Shown = Schemas['QuietHours'];
type Hours = NonNullable<Shown['quietHours']>;
const DAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;
const NIGHTS: Hours = { days: [...DAYS], from: '21:00', to: '07:00', letThrough: [] };
const QUIET_HOURS = ['me', 'quiet-hours'];

/** What a person can be told: the products know. */
interface Kinds {
  kinds: readonly [Hours['letThrough'][number], ...Hours['letThrough']];
}

/** When one wants no mail. */
export function QuietHoursCard({ kinds }: Kinds) {
  const { t } = useTranslation('me');
  const own = useQuery({
    queryKey: QUIET_HOURS,
    queryFn: async () => (await api.GET('/api/me/quiet-hours')).data!,
  });
  return (
    <Card title={t('quietHours.title')}>
      {own.isPending && <Loading />}
      {own.error && <Failed error={own.error} again={() => void own.refetch()} />}
      {own.data && <QuietHoursForm key={JSON.stringify(own.data)} shown={own.data} kinds={kinds} />}
    </Card>
  );
}

/** A week's days as they are called, from Monday on. 2024 began with one. */
const dayName = (language: string, index: number): string =>
  new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + index));

function QuietHoursForm({ shown: { quietHours, timeZone }, kinds }: Kinds & { shown: Shown }) {
  const { t, i18n } = useTranslation('me');
  const queries = useQueryClient();
  const form = useContractForm<Hours & { isOn: boolean }>({
    schema: quietHoursBody(kinds),
    initialValues: { isOn: quietHours !== null, ...(quietHours ?? NIGHTS) },
    toBody: ({ isOn: _, ...hours }) => hours,
  });
  const put = async (hours: Hours | null): Promise<void> => {
    const { data } = await api.PUT('/api/me/quiet-hours', { body: { quietHours: hours } });
    queries.setQueryData(QUIET_HOURS, data);
  };
  const { isOn } = form.values;
  return (
    <form
      noValidate
      onSubmit={form.submits(async ({ isOn: wanted, ...hours }) => {
        await put(wanted ? hours : null);
        tellChanged(t('quietHours.saved'), () => put(quietHours));
      })}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('quietHours.text')}
        </Text>
        {form.problem && <NotDone error={form.problem} />}
        <Switch label={t('quietHours.on')} {...form.getInputProps('isOn', { type: 'checkbox' })} />
        {isOn && (
          <>
            <Group align="start">
              <TextInput type="time" required label={t('quietHours.from')} {...form.getInputProps('from')} />
              <TextInput type="time" required label={t('quietHours.to')} {...form.getInputProps('to')} />
            </Group>
            <Text size="sm" c="dimmed">
              {t('quietHours.zone', { zone: timeZone })}
            </Text>
            <Input.Wrapper label={t('quietHours.days')} error={form.errors['days']} labelElement="div">
              <Chip.Group multiple {...form.getInputProps('days')}>
                <Group gap="xs" role="group" aria-label={t('quietHours.days')}>
                  {DAYS.map((day, index) => (
                    <Chip key={day} value={day} size="sm">
                      {dayName(i18n.language, index)}
                    </Chip>
                  ))}
                </Group>
              </Chip.Group>
            </Input.Wrapper>
            <MultiSelect
              label={t('quietHours.letThrough')}
              description={t('quietHours.letThroughHint')}
              data={kinds.map((kind) => ({
                value: kind,
                label: t(`notices.kind.${kind}`, { ns: 'translation' }),
              }))}
              {...form.getInputProps('letThrough')}
            />
          </>
        )}
        <Group>
          <Button type="submit" loading={form.isSending} disabled={!form.isDirty()}>
            {t('quietHours.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
