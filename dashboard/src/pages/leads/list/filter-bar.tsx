import { Button, Modal, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconFilterOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { countOf, type FilterName } from './filters';
import { FirstFields, MoreFields, Text, type FieldsProps } from './filter-fields';

const MORE: FilterName[] = ['paused', 'teamId', 'flowId', 'source', 'from', 'to'];

/** What narrows the list, in one or two lines. */
export function FilterBar(props: FieldsProps) {
  const { t } = useTranslation();
  const { filters } = props.query;
  const [isOpen, { toggle }] = useDisclosure(MORE.some((name) => filters[name] !== undefined));
  return (
    <div className="filters" role="group" aria-label={t('leads.filters')}>
      <Text {...props} />
      <FirstFields {...props} />
      <Button
        variant="default"
        leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
        onClick={toggle}
        aria-expanded={isOpen}
      >
        {t('leads.moreFilters')}
      </Button>
      <Clear {...props} />
      {isOpen && (
        <div className="filters filters-more">
          <MoreFields {...props} />
        </div>
      )}
    </div>
  );
}

/** The same behind a button, for a phone. */
export function FilterButton(props: FieldsProps) {
  const { t } = useTranslation();
  const [isOpen, { open, close }] = useDisclosure();
  const count = countOf(props.query.filters);
  return (
    <div className="filters" role="group" aria-label={t('leads.filters')}>
      <Text {...props} />
      <Button
        variant="default"
        leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
        onClick={open}
        aria-haspopup="dialog"
      >
        {count === 0 ? t('leads.filters') : t('leads.filtersSet', { count })}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={t('leads.filters')}
        fullScreen
        closeButtonProps={{ 'aria-label': t('leads.close') }}
      >
        <Stack>
          <FirstFields {...props} />
          <MoreFields {...props} />
          <Clear {...props} />
          <Button onClick={close}>{t('leads.showList')}</Button>
        </Stack>
      </Modal>
    </div>
  );
}

function Clear({ query: { filters, clear } }: FieldsProps) {
  const { t } = useTranslation();
  const count = countOf(filters);
  if (count === 0) return null;
  return (
    <Button variant="subtle" leftSection={<IconFilterOff size={16} aria-hidden />} onClick={clear}>
      {t('leads.clear', { count })}
    </Button>
  );
}
