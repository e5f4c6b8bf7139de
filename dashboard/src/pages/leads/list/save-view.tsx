import { Alert, Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asError } from '../../../shared/as-error';
import { NotDone } from '../../../shared/states';
import type { ViewState } from './use-views';
import type { Said, SavedView } from './view-address';
import { isStale, saveOver } from './view-changes';

interface SaveViewProps {
  view: SavedView;
  views: ViewState;
  said: Said;
}

/** Saves what was changed. Where somebody was faster, what they changed is shown with it first: nobody’s change is lost unseen. */
export default function SaveView({ view, views, said }: SaveViewProps) {
  const { t } = useTranslation('leadList');
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const [isTold, setTold] = useState(false);
  const save = async (): Promise<void> => {
    setSending(true);
    setError(null);
    try {
      views.saved(await saveOver(view, said, views.again));
      setTold(false);
    } catch (failure) {
      if (isStale(failure)) {
        await views.again();
        setTold(true);
      } else setError(asError(failure));
    } finally {
      setSending(false);
    }
  };
  return (
    <>
      <Button size="compact-md" variant="default" loading={isSending} onClick={() => void save()}>
        {t('view.save')}
      </Button>
      {isTold && (
        <Alert color="orange" role="alert" p="xs">
          {t('view.stale')}
        </Alert>
      )}
      {error && <NotDone error={error} />}
    </>
  );
}
