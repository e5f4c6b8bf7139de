import { useTranslation } from 'react-i18next';
import { Card } from '../card';
import Factors from './factors';

/** One's second factors, on the own page. */
export default function FactorsCard() {
  const { t } = useTranslation('me');
  return (
    <Card title={t('factors.title')}>
      <Factors />
    </Card>
  );
}
