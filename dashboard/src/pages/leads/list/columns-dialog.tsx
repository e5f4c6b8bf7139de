import { ActionIcon, Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NotDone } from '../../../shared/states';
import { useRun } from '../../../shared/use-run';
import { attributeColumn, attributeOf, columnsText, isKnown, MORE, STANDARD } from './column-ids';
import { columnTitle } from './columns';
import type { ListFilters } from './filters';
import { useLeadValues } from './lead-values';
import type { RowWords } from './row-words';
import type { ViewState } from './use-views';
import { chooseColumns } from './view-changes';

/** The contract takes so many. */
const MOST = 40;

interface ColumnsDialogProps {
  /** What the table shows. */
  shown: readonly string[];
  /** What address or view say, with what this version does not know; null: neither does. */
  chosen: readonly string[] | null;
  views: ViewState;
  query: ListFilters;
  words: RowWords;
  onClose: () => void;
}

/** Which columns, in which order: of the view that is open, else of all one's lists without one. */
export default function ColumnsDialog({ shown, chosen, views, query, words, onClose }: ColumnsDialogProps) {
  const { t } = useTranslation('leadList');
  const [ids, setIds] = useState<string[]>(() => [...(chosen ?? views.all?.columns ?? shown)]);
  const { error, isSending, run } = useRun();
  const values = useLeadValues();
  const list = useRef<HTMLOListElement>(null);
  const focus = useRef<string>(undefined);
  const title = (id: string): string => columnTitle(id, words);
  const isView = views.view !== null;

  // The row has moved, or its button is off: the keyboard stays with the column.
  useEffect(() => {
    if (focus.current === undefined) return;
    const [id, way] = focus.current.split('\n') as [string, string];
    focus.current = undefined;
    const row = [...(list.current?.children ?? [])].find((one) => (one as HTMLElement).dataset['column'] === id);
    const buttons = [...(row?.querySelectorAll<HTMLButtonElement>('button') ?? [])];
    (
      buttons.find((one) => one.dataset['way'] === way && !one.disabled) ?? buttons.find((one) => !one.disabled)
    )?.focus();
  });

  const move = (index: number, by: 1 | -1): void => {
    const next = [...ids];
    const [id] = next.splice(index, 1);
    next.splice(index + by, 0, id!);
    focus.current = `${id!}\n${by === 1 ? 'down' : 'up'}`;
    setIds(next);
  };
  const remove = (index: number): void => {
    const beside = ids[index + 1] ?? ids[index - 1];
    if (beside !== undefined) focus.current = `${beside}\nup`;
    setIds(ids.filter((_, at) => at !== index));
  };
  const toAdd = [...STANDARD, ...MORE].filter((id) => !ids.includes(id)).map((id) => ({ value: id, label: title(id) }));
  const attributes = (values.data?.attributes ?? [])
    .map(attributeColumn)
    .filter((id) => !ids.includes(id))
    .map((id) => ({ value: id, label: title(id) }));

  const apply = run(async () => {
    const isUsual = ids.join('\n') === STANDARD.join('\n');
    if (isView) {
      query.set({ columns: isUsual ? null : columnsText(ids) });
    } else {
      await chooseColumns(isUsual ? null : ids);
      // Said by the address, they would hide what was chosen.
      if (query.columns !== null) query.set({ columns: null });
      await views.again();
    }
    onClose();
  });

  return (
    <Modal opened onClose={onClose} title={t('columns.title')} closeButtonProps={{ 'aria-label': t('view.cancel') }}>
      <Stack>
        <Text size="sm" c="dimmed">
          {isView ? t('columns.ofView', { name: views.view!.name }) : t('columns.ofPerson')}
        </Text>
        <ol ref={list} className="chosen-columns" aria-label={t('columns.shown')}>
          {ids.map((id, index) => (
            <li key={id} data-column={id}>
              <Text size="sm" truncate>
                {title(id)}
                {!isKnown(id) && (
                  <Text span size="xs" c="dimmed">
                    {' '}
                    {attributeOf(id) === null ? t('columns.unknown') : t('columns.attribute')}
                  </Text>
                )}
              </Text>
              <Group gap={4} wrap="nowrap">
                <ActionIcon
                  variant="default"
                  data-way="up"
                  disabled={index === 0}
                  aria-label={t('columns.up', { name: title(id) })}
                  onClick={() => move(index, -1)}
                >
                  <IconArrowUp size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  data-way="down"
                  disabled={index === ids.length - 1}
                  aria-label={t('columns.down', { name: title(id) })}
                  onClick={() => move(index, 1)}
                >
                  <IconArrowDown size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  disabled={id === 'name'}
                  aria-label={t('columns.remove', { name: title(id) })}
                  onClick={() => remove(index)}
                >
                  <IconX size={16} aria-hidden />
                </ActionIcon>
              </Group>
            </li>
          ))}
        </ol>
        <Select
          label={t('columns.add')}
          placeholder={t('columns.addWhich')}
          searchable
          disabled={ids.length >= MOST}
          nothingFoundMessage={t('columns.nothing')}
          value={null}
          data={[
            { group: t('columns.ofLeads'), items: toAdd },
            { group: t('columns.attributes'), items: attributes },
          ]}
          onChange={(id) => id !== null && setIds([...ids, id])}
        />
        {error && <NotDone error={error} />}
        <Group justify="space-between">
          <Button variant="subtle" px="xs" onClick={() => setIds([...STANDARD])}>
            {t('columns.usual')}
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('view.cancel')}
            </Button>
            <Button loading={isSending} onClick={apply}>
              {t('columns.apply')}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}
