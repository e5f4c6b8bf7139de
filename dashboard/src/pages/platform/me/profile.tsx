import { Button, Group, NativeSelect, Select, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ownProfile } from '../../../../../api/platform/contract/bodies/me.js';
import { api } from '../../../api/client';
import { LANGUAGES, speakAs } from '../../../i18n';
import { useContractForm } from '../../../shared/form/use-contract-form';
import { useMe, type Me } from '../../../shared/me';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { NotDone } from '../../../shared/states';
import { Card } from './card';

const ZONES = Intl.supportedValuesOf('timeZone');

type Profile = Pick<Me, 'name' | 'language' | 'timeZone'>;

/** How one is called, spoken to and told times. */
export default function ProfileCard() {
  const { t } = useTranslation('me');
  const me = useMe();
  return <Card title={t('profile.title')}>{me && <ProfileForm key={JSON.stringify(profileOf(me))} me={me} />}</Card>;
}

const profileOf = ({ name, language, timeZone }: Profile): Profile => ({ name, language, timeZone });
/** As fields have it: nothing is an empty text there. */
const bodyOf = ({ name, language, timeZone }: { name: string; language: string; timeZone: string }) => ({
  name,
  language: (language || null) as keyof typeof LANGUAGES | null,
  timeZone: timeZone || null,
});

function ProfileForm({ me }: { me: Me }) {
  const { t, i18n } = useTranslation('me');
  const queries = useQueryClient();
  const before = profileOf(me);
  const form = useContractForm({
    schema: ownProfile,
    initialValues: { name: me.name, language: me.language ?? '', timeZone: me.timeZone ?? '' },
    toBody: bodyOf,
  });
  const send = async (body: ReturnType<typeof bodyOf>): Promise<void> => {
    const { data } = await api.PATCH('/api/me', { body });
    queries.setQueryData(['me'], data);
    if (body.language) await speakAs(body.language);
  };
  const undo = (): Promise<void> =>
    send(bodyOf({ name: before.name, language: before.language ?? '', timeZone: before.timeZone ?? '' }));

  return (
    <form
      onSubmit={form.submits(async (values) => {
        await send(bodyOf(values));
        // In the language that was chosen just now.
        tellChanged(i18n.t('profile.saved', { ns: 'me' }), undo);
      })}
    >
      <Stack>
        {form.problem && <NotDone error={form.problem} />}
        <TextInput label={t('profile.name')} autoComplete="name" {...form.getInputProps('name')} />
        <NativeSelect
          label={t('profile.language')}
          description={t('profile.languageHow')}
          data={[
            { value: '', label: t('profile.asDevice') },
            ...Object.entries(LANGUAGES).map(([value, label]) => ({ value, label })),
          ]}
          {...form.getInputProps('language')}
        />
        <Select
          label={t('profile.timeZone')}
          description={t('profile.timeZoneHow')}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('profile.asOrg', { zone: me.org?.timeZone ?? 'UTC' }) }}
          placeholder={t('profile.asOrg', { zone: me.org?.timeZone ?? 'UTC' })}
          nothingFoundMessage={t('profile.noZone')}
          limit={50}
          data={ZONES}
          {...form.getInputProps('timeZone')}
          value={form.values.timeZone || null}
          onChange={(zone: string | null) => form.setFieldValue('timeZone', zone ?? '')}
        />
        <Group>
          <Button type="submit" loading={form.isSending} disabled={!form.isDirty()}>
            {t('profile.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
