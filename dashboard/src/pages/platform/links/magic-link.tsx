import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api, Refused } from '../../../api/client';
import { Loading } from '../../../shared/states';
import { Before } from '../sign-in/before';
import { NotGood } from './not-good';
import { useComeIn, useLinkToken } from './token';

/** Signs in by a link, at once: a program that only looks at the page runs no script, and uses nothing up. */
export default function MagicLink() {
  const { t } = useTranslation('links');
  const token = useLinkToken();
  const comeIn = useComeIn();
  const use = useMutation({
    mutationFn: async () => (await api.POST('/api/auth/magic-link/use', { body: { token } })).data!,
    onSuccess: comeIn,
  });
  const isUsed = useRef(false);
  const { mutate } = use;
  useEffect(() => {
    if (isUsed.current) return;
    isUsed.current = true;
    mutate();
  }, [mutate]);
  const isElsewhere = use.error instanceof Refused && use.error.code === 'LINK_OF_ANOTHER_BROWSER';
  return (
    <Before title={t('magic.title')}>
      {use.error ? (
        <NotGood
          error={use.error}
          how={t(isElsewhere ? 'magic.otherBrowser' : 'magic.notGood')}
          again={() => use.mutate()}
        />
      ) : (
        <Loading />
      )}
    </Before>
  );
}
