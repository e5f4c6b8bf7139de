import { Alert, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** That somebody else changed meanwhile what a form is about, and the way to see it. @param words what was changed, as a sentence */
export function Stale({ words, showNow }: { words: string; showNow: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert color="orange" role="alert" title={words}>
      <Button size="compact-md" variant="default" onClick={showNow}>
        {t('list.showNow')}
      </Button>
    </Alert>
  );
}
