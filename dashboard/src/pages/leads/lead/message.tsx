import { useTranslation } from 'react-i18next';

/** What the person wrote: the first thing that whoever calls them wants to know. */
export function Message({ text }: { text: string | null }) {
  const { t } = useTranslation();
  if (text === null || text.trim() === '') return null;
  return (
    // A long one is scrolled, so that the actions stay in sight; hence it takes the focus.
    <div className="message" role="region" aria-label={t('lead.message')} tabIndex={0}>
      <blockquote>{text}</blockquote>
    </div>
  );
}
