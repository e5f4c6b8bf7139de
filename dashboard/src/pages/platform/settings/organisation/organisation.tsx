import { Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../../../shared/me';
import { Failed, Loading } from '../../../../shared/states';
import { useOrganisation } from './data';
import { FirstHour } from './first-hour';
import { General } from './general';
import { Kept } from './kept';
import { SignIn } from './sign-in';

/** The organisation itself: what it is called, its ways, how its people sign in, and how long it keeps what. */
export default function OrganisationPage() {
  const { t } = useTranslation('organisation');
  const read = useOrganisation();
  const mayChange = useCan('organisation.administer');
  const [readings, setReadings] = useState(0);
  if (!read.data) return read.error ? <Failed error={read.error} again={() => void read.refetch()} /> : <Loading />;
  const { organisation } = read.data;
  const again = (): void => void read.refetch().then(() => setReadings((before) => before + 1));
  /** A form begins anew with what is saved of it, and when it is read again; what is saved beside it leaves it alone. */
  const begun = (...parts: (keyof typeof organisation)[]): string =>
    JSON.stringify([readings, ...parts.map((part) => organisation[part])]);
  const card = { organisation, mayChange, again };
  return (
    <Stack maw={760}>
      <div>
        <Title order={1}>{t('title')}</Title>
        <Text size="sm" c="dimmed">
          {t('subtitle')}
        </Text>
      </div>
      {mayChange && <FirstHour />}
      <General key={`general ${begun('name', 'timeZone', 'locale', 'country', 'weekStart')}`} {...card} />
      <SignIn key={`sign-in ${begun('signIn')}`} {...card} />
      <Kept key={`kept ${begun('retention')}`} {...card} />
    </Stack>
  );
}
