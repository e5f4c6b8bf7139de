import { Alert, Button, List } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Failed } from '../../../shared/states';
import type { Filters } from './filters';
import type { ViewState } from './use-views';

/** What somebody who opens a view should know: that it is gone, or that something it names is. */
export function ViewTold({
  views: { view, isMissing, error, again, open },
  filters,
}: {
  views: ViewState;
  /** What the list is narrowed by. */
  filters: Filters;
}) {
  const { t } = useTranslation('leadList');
  if (error) return <Failed error={error} again={() => void again()} />;
  if (isMissing)
    return (
      <Alert color="orange" role="alert" title={t('view.missing')}>
        <Button size="compact-md" variant="default" onClick={() => open(null)}>
          {t('view.none')}
        </Button>
      </Alert>
    );
  // What was let go of meanwhile is no trouble any more.
  const gone = (view?.gone ?? []).filter(({ filter }) => filters[filter as keyof Filters] === view!.filters[filter]);
  if (gone.length === 0) return null;
  return (
    <Alert color="orange" variant="light" role="status" title={t('view.gone')}>
      <List size="sm">
        {gone.map(({ filter, name, why }) => (
          <List.Item key={filter}>
            {name === null
              ? t('view.goneOne', { what: t(`view.of.${filter}`), why: t(`view.why.${why}`) })
              : t('view.goneNamed', { what: t(`view.of.${filter}`), name, why: t(`view.why.${why}`) })}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
