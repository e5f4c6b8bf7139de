import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { signOut } from '../../../api/session';
import Factors from '../me/factors/factors';
import { Before } from './before';

/** For whoever must have a second factor and has none: nothing else is there before. */
export default function SetUpFactor() {
  const { t } = useTranslation('signIn');
  return (
    <Before title={t('setUp.title')} wide>
      <Text>{t('setUp.why')}</Text>
      <Factors order={2} />
      <Button variant="default" onClick={() => void signOut()}>
        {t('setUp.signOut')}
      </Button>
    </Before>
  );
}
