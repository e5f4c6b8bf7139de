import { List, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Copyable, ShownOnce } from '../../../../shared/settings/shown-once';
import { addressOf, type Source } from './data';
import { sampleScript } from './sample';

/** Steps of each adapter that have words: `steps.typeform.1`. */
const STEPS: Record<Source['adapter'], readonly number[]> = {
  standard: [1, 2, 3],
  gohighlevel: [1, 2, 3, 4],
  'facebook-leadgen': [1, 2, 3, 4],
  typeform: [1, 2, 3, 4],
};

/** What its sender needs: the address, the secret while it is known, the steps at the provider, and a test that signs itself. */
export function SetUp({ source, secret }: { source: Source; secret: string | null }) {
  const { t } = useTranslation('sources');
  const words = { copy: t('copy'), copied: t('copied') };
  const address = addressOf(source);
  const { adapter } = source;
  return (
    <Stack maw={860}>
      {secret !== null && (
        <ShownOnce
          title={t('secret.once')}
          hint={t('secret.onceHint')}
          label={t('secret.secret')}
          secret={secret}
          words={words}
        />
      )}
      <div>
        <Title order={2} size="h4">
          {t('setUp.address')}
        </Title>
        <Copyable label={t('setUp.address')} text={address} words={words} />
        {adapter === 'standard' && (
          <Text size="sm" c="dimmed" mt={4}>
            {t('setUp.proofs', { address: address.replace('/webhook/', '/proofs/') })}
          </Text>
        )}
      </div>
      <div>
        <Title order={2} size="h4">
          {t('setUp.steps')}
        </Title>
        <List type="ordered" spacing={4}>
          {STEPS[adapter].map((step) => (
            <List.Item key={step}>{t(`steps.${adapter}.${step}`)}</List.Item>
          ))}
        </List>
      </div>
      <div>
        <Title order={2} size="h4">
          {t('setUp.test')}
        </Title>
        <Text size="sm" c="dimmed" mb="xs">
          {t(secret === null ? 'setUp.testPut' : 'setUp.testHint')}
          {adapter === 'gohighlevel' && ` ${t('setUp.testOwn')}`}
        </Text>
        <Copyable block label={t('setUp.test')} text={sampleScript(adapter, address, secret)} words={words} />
      </div>
    </Stack>
  );
}
