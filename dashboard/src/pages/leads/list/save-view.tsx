import { Alert, Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NotDone } from '../../../shared/states';
import { useRun } from '../../../shared/use-run';
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
  const { error, isSending, run } = useRun();
  const [isTold, setTold] = useState(false);
  const save = run(async () => {
    try {
      views.saved(await saveOver(view, said, views.again));
      setTold(false);
    } catch (failure) {
      if (!isStale(failure)) throw failure;
      await views.again();
      setTold(true);
    }
  });
  return (
    <>
      <Button size="compact-md" variant="default" loading={isSending} onClick={save}>
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
