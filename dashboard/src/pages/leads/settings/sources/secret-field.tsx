import { Textarea, type TextareaProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Source } from './data';

/** A secret that a source's sender gave, where there is one; else one is made. */
export function SecretField({ adapter, ...props }: TextareaProps & { adapter: Source['adapter'] }) {
  const { t } = useTranslation('sources');
  const hasOwn = adapter === 'facebook-leadgen' || adapter === 'gohighlevel';
  return (
    <Textarea
      label={t('field.secret')}
      description={t(hasOwn ? `ownSecret.${adapter}` : 'ownSecret.other')}
      autosize
      maxRows={6}
      autoComplete="off"
      spellCheck={false}
      {...props}
    />
  );
}
