import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
  type DragEndEvent,
} from '@dnd-kit/core';
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { ActionIcon, Badge, Button, Collapse, Group, Paper, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconCopy, IconGripVertical, IconTrash } from '@tabler/icons-react';
import { memo, useEffect, useId, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { tellChanged } from '../../../../../../shared/settings/tell-changed';
import { dotted, type Path } from '../document';
import { useAt, useDraft, useIssues, useIssuesUnder } from '../editing';
import { useRowIds } from './row-ids';
import { Unreadable } from './unreadable';
import { OpenSign } from './open-sign';

/** Always the same ones: with others every row would be drawn again. A press is a click until it moves. */
const BY_POINTER = { activationConstraint: { distance: 5 } };
const BY_KEYS = { coordinateGetter: sortableKeyboardCoordinates };

interface ListProps {
  path: Path;
  /** What the list is called by those who do not see it. */
  label: string;
  /** One line that says what an item does: shown also while it is closed. */
  title: (item: unknown, index: number) => ReactNode;
  /** What an item is called where it is moved or removed: “rule 2”. */
  itemName: (item: unknown, index: number) => string;
  /** The fields of the item at `path`. */
  children: (path: Path, index: number) => ReactNode;
  /** A new item; left out: the list is not added to by itself. */
  fresh?: () => unknown;
  add: string;
  empty: string;
  /** A copy that can stand beside its original: with a key of its own, say. */
  copy?: (item: unknown, list: readonly unknown[]) => unknown;
  /** An empty list takes the member out. */
  optional?: boolean;
}

/** A list whose items have an order: each is a card that opens, is dragged or moved by keys, doubled and removed. */
export function ListAt(props: ListProps) {
  const { path, label, fresh, add, empty, optional = false } = props;
  const { t } = useTranslation('flows');
  const { document, readOnly, opens } = useDraft();
  const value = useAt(path);
  const error = useIssues(path);
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  const rows = useRowIds(list.length);
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () => new Set(rows.ids.filter((_, index) => opens?.(dotted([...path, index])))),
  );
  const sensors = useSensors(useSensor(PointerSensor, BY_POINTER), useSensor(KeyboardSensor, BY_KEYS));
  const hint = useId();
  const order = rows.ids.join(' ');
  // Another list of the same rows would draw all of them again.
  const sortable = useMemo(() => order.split(' ').filter(Boolean), [order]);
  const acts = useRef<Acts>(null);
  if (value !== undefined && value !== null && !Array.isArray(value))
    return <Unreadable path={path} label={label} value={value} anew={optional ? undefined : []} />;

  const toggle = (id: string): void =>
    setOpen((before) => (before.has(id) ? new Set([...before].filter((one) => one !== id)) : new Set([...before, id])));
  const insert = (index: number, item: unknown): void => {
    const id = rows.insert(index);
    document.insert(path, index, item);
    setOpen((before) => new Set([...before, id]));
  };
  const remove = (index: number): void => {
    const item = list[index];
    const name = props.itemName(item, index);
    rows.remove(index);
    if (optional && list.length === 1) document.remove(path);
    else document.remove([...path, index]);
    tellChanged(t('list.removed', { name }), () => {
      const now = document.get(path);
      const at = Math.min(index, Array.isArray(now) ? now.length : 0);
      rows.insert(at);
      document.insert(path, at, item);
      return Promise.resolve();
    });
  };
  const drop = ({ active, over }: DragEndEvent): void => {
    const [from, to] = [rows.ids.indexOf(String(active.id)), rows.ids.indexOf(String(over?.id))];
    if (from < 0 || to < 0 || from === to) return;
    rows.move(from, to);
    document.move(path, from, to);
  };
  const nameOf = (id: string | number): string => {
    const index = rows.ids.indexOf(String(id));
    return props.itemName(list[index], index);
  };
  const placeOf = (id: string | number | undefined): number => rows.ids.indexOf(String(id)) + 1;

  // A closed row is not drawn again for this: it takes what holds when it is pressed.
  acts.current = {
    toggle,
    copy: (index) => insert(index + 1, (props.copy ?? structuredClone)(list[index], list)),
    remove,
    fields: (index) => props.children([...path, index], index),
  };

  return (
    <Stack gap="xs" role="group" aria-label={label}>
      {error !== undefined && (
        <Text c="red" size="sm" role="alert">
          {error}
        </Text>
      )}
      {list.length === 0 && <Text c="dimmed">{empty}</Text>}
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={drop}
        accessibility={{
          screenReaderInstructions: { draggable: t('list.howToMove') },
          announcements: {
            onDragStart: ({ active }) => t('list.taken', { name: nameOf(active.id) }),
            onDragOver: ({ active, over }) => t('list.over', { name: nameOf(active.id), place: placeOf(over?.id) }),
            onDragEnd: ({ active, over }) => t('list.dropped', { name: nameOf(active.id), place: placeOf(over?.id) }),
            onDragCancel: ({ active }) => t('list.kept', { name: nameOf(active.id) }),
          },
        }}
      >
        <SortableContext items={sortable} strategy={verticalListSortingStrategy}>
          <Stack gap="xs" component="ol" p={0} m={0} style={{ listStyle: 'none' }} aria-describedby={hint}>
            {list.map((item, index) => {
              const id = rows.ids[index]!;
              return (
                <Row
                  key={id}
                  id={id}
                  path={[...path, index]}
                  name={props.itemName(item, index)}
                  title={props.title(item, index)}
                  isOpen={open.has(id)}
                  readOnly={readOnly}
                  index={index}
                  acts={acts}
                />
              );
            })}
          </Stack>
        </SortableContext>
      </DndContext>
      {!readOnly && fresh && (
        <Group>
          <Button variant="default" onClick={() => insert(list.length, fresh())}>
            {add}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** What a row does with the list as it is now. */
interface Acts {
  toggle: (id: string) => void;
  copy: (index: number) => void;
  remove: (index: number) => void;
  fields: (index: number) => ReactNode;
}

interface RowProps {
  id: string;
  path: Path;
  index: number;
  name: string;
  title: ReactNode;
  isOpen: boolean;
  readOnly: boolean;
  acts: RefObject<Acts | null>;
}

/** Of a closed row all is told by its props: at a key in another row it stays as it is drawn. */
const isSameClosed = (before: RowProps, after: RowProps): boolean =>
  !before.isOpen &&
  !after.isOpen &&
  (['id', 'index', 'name', 'title', 'readOnly', 'acts'] as const).every((prop) => before[prop] === after[prop]) &&
  dotted(before.path) === dotted(after.path);

const Row = memo(function Row({ id, path, index, name, title, isOpen, readOnly, acts }: RowProps) {
  const { t } = useTranslation('flows');
  const wrong = useIssuesUnder(path);
  const { attributes, listeners, setNodeRef, transform, transition } = useSortable({ id, disabled: readOnly });
  const head = useRef<HTMLButtonElement>(null);
  const body = useId();
  const wasOpen = useRef(isOpen);
  // What is new is where one goes on.
  useEffect(() => {
    if (isOpen && !wasOpen.current) head.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <Paper
      component="li"
      withBorder
      p="xs"
      ref={setNodeRef}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <Group gap="xs" wrap="nowrap">
        {!readOnly && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('list.move', { name })}
            {...attributes}
            {...listeners}
          >
            <IconGripVertical size={16} />
          </ActionIcon>
        )}
        <UnstyledButton
          ref={head}
          aria-expanded={isOpen}
          aria-controls={body}
          onClick={() => acts.current?.toggle(id)}
          style={{ flex: 1, minWidth: 0 }}
        >
          <Group gap="xs" wrap="nowrap">
            <OpenSign isOpen={isOpen} />
            <Text component="span" style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Text>
          </Group>
        </UnstyledButton>
        {wrong > 0 && (
          <Badge color="red" variant="light">
            {t('list.wrong', { count: wrong })}
          </Badge>
        )}
        {!readOnly && (
          <>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('list.copy', { name })}
              onClick={() => acts.current?.copy(index)}
            >
              <IconCopy size={16} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={t('list.remove', { name })}
              onClick={() => acts.current?.remove(index)}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </>
        )}
      </Group>
      <Collapse expanded={isOpen} id={body}>
        {isOpen && <Stack pt="sm">{acts.current?.fields(index)}</Stack>}
      </Collapse>
    </Paper>
  );
}, isSameClosed);
