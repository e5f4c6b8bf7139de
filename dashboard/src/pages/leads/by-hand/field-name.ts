import { useTranslation } from 'react-i18next';

const NAMED = ['name', 'email', 'phone', 'message', 'language', 'country', 'tags'] as const;

/** @returns what people call a field of a lead: `attributes.city` is theirs, and is called `city` */
export function useFieldName(): (field: string) => string {
  const { t } = useTranslation('byHand');
  return (field) => {
    const named = NAMED.find((one) => one === field);
    if (named !== undefined) return t(`field.${named}`);
    const [group, ...rest] = field.split('.');
    const key = rest.join('.');
    return group === 'consents' ? t('field.consent', { name: key }) : key;
  };
}
