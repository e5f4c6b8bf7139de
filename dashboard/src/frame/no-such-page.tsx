import { Button, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useLocation } from 'react-router';
import type { Me } from '../shared/me';
import { NotThere } from '../shared/not-there';
import { homeOf, keptFrom } from './pages';

/** Where no page of this person's is: they are told that there is none, or, at home, that one is not for them. */
export function NoSuchPage({ me }: { me: Me }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const home = homeOf(me);
  // The bare address is nobody's wish for that very page.
  if (pathname === '/') return <Navigate to={home} replace />;
  const kept = keptFrom(me, pathname);
  if (kept) return <Navigate to={home} replace state={{ keptFrom: kept.key }} />;
  return (
    <Stack align="start">
      <NotThere title={t('frame.noPage')} text={t('frame.noPageWhy')} />
      <Button component={Link} to={home} variant="default">
        {t('frame.home')}
      </Button>
    </Stack>
  );
}
