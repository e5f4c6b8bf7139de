import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Refused } from '../../../api/client';
import { Failed } from '../../../shared/states';

interface NotGoodProps {
  error: Error;
  /** How to go on, where the link is good no more. */
  how: string;
  again: () => void;
}

/** Instead of a page whose link cannot be used: why, and how to go on. */
export function NotGood({ error, how, again }: NotGoodProps) {
  const { t } = useTranslation('links');
  if (!(error instanceof Refused && error.status === 401)) return <Failed error={error} again={again} />;
  return (
    <>
      <Text role="alert">{how}</Text>
      <Anchor component={Link} to="/">
        {t('toSignIn')}
      </Anchor>
    </>
  );
}
