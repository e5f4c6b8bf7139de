import { Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTold } from '../../../shared/told';
import type { Entry } from './use-audit';

type Change = Entry['changes'][number];

/** What an entry changed, the side before struck out and the side after beside it. @param most how many are shown */
export function Changes({ changes, most }: { changes: Change[]; most: number }) {
  const { t } = useTranslation();
  const more = changes.length - most;
  return (
    <ul className="audit-changes">
      {changes.slice(0, most).map((change) => (
        <li key={change.path}>
          <Sides {...change} />
        </li>
      ))}
      {more > 0 && <li>{t('audit.moreChanges', { count: more })}</li>}
    </ul>
  );
}

function Sides({ what, from, to, text }: Change) {
  const { t } = useTranslation();
  const told = useTold();
  if (from === null && to === null) return told(text);
  return (
    <>
      <Text span inherit c="dimmed">
        {what}:
      </Text>{' '}
      {from !== null && (
        <del>
          <VisuallyHidden>{t('audit.before')} </VisuallyHidden>
          {told(from)}
        </del>
      )}
      {from !== null && to !== null && <span aria-hidden> → </span>}
      {to !== null && (
        <ins>
          <VisuallyHidden>{t('audit.after')} </VisuallyHidden>
          {told(to)}
        </ins>
      )}
      {from === null && ` (${t('audit.added')})`}
      {to === null && ` (${t('audit.removed')})`}
    </>
  );
}
