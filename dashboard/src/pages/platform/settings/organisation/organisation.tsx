import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../../../shared/me';
import { Failed, Loading } from '../../../../shared/states';
import { useOrganisation } from './data';
import { FirstSteps } from './first-steps';
import { General } from './general';
import { Kept } from './kept';
import { SignIn } from './sign-in';

/** The organisation itself: what it is called, its ways, how its people sign in, and how long it keeps what. */
export default function OrganisationPage() {
  const { t } = useTranslation('organisation');
  const read = useOrganisation();
  const mayChange = useCan('organisation.administer');
  if (!read.data) return read.error ? <Failed error={read.error} again={() => void read.refetch()} /> : <Loading />;
  const { organisation, etag } = read.data;
  const again = (): void => void read.refetch();
  const card = { organisation, mayChange, again };
  return (
    <Stack maw={760}>
      <div>
        <Title order={1}>{t('title')}</Title>
        <Text size="sm" c="dimmed">
          {t('subtitle')}
        </Text>
      </div>
      <FirstSteps createdAt={organisation.createdAt} />
      {/* What somebody else made of it meanwhile is begun with. */}
      <General key={`general ${etag}`} {...card} />
      <SignIn key={`sign-in ${etag}`} {...card} />
      <Kept key={`kept ${etag}`} {...card} />
    </Stack>
  );
}
