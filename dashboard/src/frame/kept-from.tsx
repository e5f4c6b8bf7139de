import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { roleKey, type Me } from '../shared/me';

/** Says that the page which was asked for is not for this person's role; until it is put away or they go on. */
export function KeptFrom({ me }: { me: Me }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { state, pathname, search } = useLocation() as {
    state: { keptFrom?: string } | null;
    pathname: string;
    search: string;
  };
  if (state?.keptFrom === undefined) return null;
  return (
    <Alert
      role="alert"
      mb="md"
      color="yellow"
      title={t('frame.keptFrom', { page: t(`nav.${state.keptFrom}`) })}
      withCloseButton
      closeButtonLabel={t('frame.putAway')}
      onClose={() => void navigate(pathname + search, { replace: true, state: null })}
    >
      {t('frame.keptFromWhy', { role: t(roleKey(me.role)) })}
    </Alert>
  );
}
