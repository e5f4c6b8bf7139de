import { Anchor, Group } from '@mantine/core';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { loadAreas } from '../i18n/areas';
import type { MailedWay } from '../pages/platform/links/ask-for-mail';

const AskForMail = lazy(async () => {
  const [part] = await Promise.all([import('../pages/platform/links/ask-for-mail'), loadAreas('links')]);
  return part;
});

/** Whether mail goes out from here: without, nobody is offered any. */
const isMailSetUp = document.querySelector('meta[name="mail"][content="none"]') === null;

/** The ways in for who has no password at hand. Not within the form: each is one of its own. */
export function MailedWays({ email }: { email: string }) {
  const { t } = useTranslation();
  const [way, setWay] = useState<MailedWay | null>(null);
  const buttons = useRef<Partial<Record<MailedWay, HTMLButtonElement | null>>>({});
  if (!isMailSetUp) return null;
  const opens = (one: MailedWay, words: string) => (
    <Anchor
      component="button"
      type="button"
      size="sm"
      ref={(button: HTMLButtonElement | null) => void (buttons.current[one] = button)}
      onClick={() => setWay(one)}
    >
      {words}
    </Anchor>
  );
  return (
    <>
      <Group justify="space-between" mt="md">
        {opens('reset', t('signIn.forgot'))}
        {opens('magic', t('signIn.mailLink'))}
      </Group>
      <Suspense fallback={null}>
        {way !== null && (
          <AskForMail
            way={way}
            email={email}
            onClose={() => {
              setWay(null);
              buttons.current[way]?.focus();
            }}
          />
        )}
      </Suspense>
    </>
  );
}
