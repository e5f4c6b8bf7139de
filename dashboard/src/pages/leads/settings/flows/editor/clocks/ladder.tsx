import { Button, Group, Menu, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNowMs } from '../../../../../../api/server-clock';
import { tellChanged } from '../../../../../../shared/settings/tell-changed';
import { dotted, type Path } from '../document';
import { useAt, useDraft, useIssues } from '../editing';
import { useRowIds } from '../fields/row-ids';
import { Unreadable } from '../fields/unreadable';
import { Example } from './example';
import { LadderLine, type LineStep } from './line';
import { useOutlook } from './outlook';
import { nextPlace, timeOf, type Place } from './places';
import { atOf, isMembers, keyFrom, keysOf, lengthOf, listOf, membersOf, readClock, readStep } from './read';
import { StepRow } from './step-row';
import { stepKey, TEMPLATES, type TemplateName } from './templates';
import { useInstants } from './use-instants';
import { Week } from './week';
import { useClockWords } from './words';

/** Narrower, the steps are told in words alone. */
const LEAST_PX = 520;
const FIELDS = 'input:not([type=hidden]), button, select, textarea';

/** What gets the focus once it is drawn. */
interface Wanted {
  id: string | null;
  place: 'MARK' | 'ROW' | 'FIELDS';
}

/** What happens while a clock runs and after: drawn over its time, in words, and with the instants that a lead would get. */
export function Ladder({ path, index }: { path: Path; index: number }) {
  const { t } = useTranslation('flowClocks');
  const { document, readOnly, opens } = useDraft();
  const words = useClockWords();
  const ladderPath = [...path, 'ladder'];
  const clock = useAt(path);
  const error = useIssues(ladderPath);
  const { targetMs: plainMs, atRisk, ladder } = readClock(clock);
  const rows = useRowIds(ladder.length);
  const [openIds, setOpenIds] = useState<ReadonlySet<string>>(
    () => new Set(rows.ids.filter((_, at) => opens?.(dotted([...ladderPath, at])))),
  );
  const [said, setSaid] = useState('');
  const [receivedAt, setReceivedAt] = useState(() =>
    new Date(Math.floor(serverNowMs() / 60_000) * 60_000).toISOString(),
  );
  const [chosen, setChosen] = useState<number | null>(null);
  const { outlook, isFailed } = useOutlook(index, receivedAt);
  const instants = useInstants(outlook, index, chosen);
  const { ref, width: measured } = useElementSize();
  // While it is hidden, or about to be shown, it has no width: it keeps the one that it had.
  const [width, setWidth] = useState(0);
  if (measured > 0 && measured !== width) setWidth(measured);
  const helpId = useId();
  const marks = useRef(new Map<string, HTMLElement>());
  const heads = useRef(new Map<string, HTMLElement>());
  const bodies = useRef(new Map<string, HTMLElement>());
  const adder = useRef<HTMLButtonElement>(null);
  const wanted = useRef<Wanted | null>(null);

  useEffect(() => {
    if (wanted.current === null) return;
    const { id, place } = wanted.current;
    const head = heads.current.get(id ?? '');
    const found =
      place === 'FIELDS'
        ? bodies.current.get(id ?? '')?.querySelector<HTMLElement>(FIELDS)
        : place === 'MARK'
          ? (marks.current.get(id ?? '') ?? head)
          : head;
    // Removed last of all: what is left is to add one.
    const next = found ?? (id === null ? adder.current : null);
    if (!next) return;
    wanted.current = null;
    next.focus();
  });

  const { ladder: stored } = membersOf(clock);
  if (stored !== undefined && !Array.isArray(stored))
    return <Unreadable path={ladderPath} label={t('ladder.title')} value={stored} anew={[]} />;

  const targets = listOf(membersOf(clock)['targets']);
  const targetMs = (chosen === null ? null : lengthOf(membersOf(targets[chosen])['duration'])) ?? plainMs;
  const steps = ladder.map((value, at) => ({ id: rows.ids[at]!, at, value, ...readStep(value) }));
  const when = ({ place }: { place: Place | null }): number =>
    place === null ? Infinity : timeOf(place, targetMs ?? 1);
  const inOrder = steps.toSorted((a, b) => when(a) - when(b) || a.at - b.at);
  const places = steps.flatMap(({ place }) => place ?? []);

  const move = (id: string, place: Place): void => {
    const step = steps.find((one) => one.id === id);
    if (!step) return;
    const { share: _, offset: __, ...rest } = membersOf(membersOf(step.value)['at']);
    document.set([...ladderPath, step.at, 'at'], { ...rest, ...atOf(place) });
  };
  const insert = (at: number, item: object): string => {
    const id = rows.insert(at);
    document.insert(ladderPath, at, item);
    setSaid(t('ladder.added', { what: words.stepName(item) }));
    return id;
  };
  const add = (place: Place = nextPlace(places, targetMs ?? 60_000)): void => {
    const isEarly = targetMs === null || timeOf(place, targetMs) < targetMs;
    const has = (action: string): boolean => steps.some((step) => step.action === action);
    const action = isEarly ? 'REMINDER' : has('REASSIGN') ? 'MANAGER_ALERT' : 'REASSIGN';
    const item = {
      key: stepKey(action, ladder),
      at: atOf(place),
      action,
      ...(action === 'REASSIGN' ? {} : { channels: ['email'] }),
    };
    wanted.current = { id: insert(ladder.length, item), place: 'MARK' };
  };
  const copy = (id: string): void => {
    const step = steps.find((one) => one.id === id);
    if (!step || !isMembers(step.value)) return;
    const item = { ...structuredClone(step.value), key: keyFrom(step.key ?? 'step', keysOf(ladder), 'step') };
    wanted.current = { id: insert(step.at + 1, item), place: 'ROW' };
  };
  const remove = (id: string, place: Wanted['place']): void => {
    const step = steps.find((one) => one.id === id);
    if (!step) return;
    const order = inOrder.findIndex((one) => one.id === id);
    const next = inOrder[order + 1] ?? inOrder[order - 1];
    rows.remove(step.at);
    document.remove([...ladderPath, step.at]);
    if (openIds.has(id)) setOpenIds(new Set());
    const what = words.stepName(step.value);
    setSaid(t('ladder.removed', { what }));
    tellChanged(t('ladder.removed', { what }), () => {
      const at = Math.min(step.at, listOf(document.get(ladderPath)).length);
      rows.insert(at);
      document.insert(ladderPath, at, step.value);
      return Promise.resolve();
    });
    wanted.current = { id: next?.id ?? null, place };
  };
  /** Other steps in the place of all that there are. */
  const replace = (next: readonly unknown[], message: string): void => {
    setOpenIds(new Set());
    document.set(ladderPath, structuredClone(next));
    tellChanged(message, () => {
      document.set(ladderPath, stored);
      return Promise.resolve();
    });
    wanted.current = { id: null, place: 'ROW' };
  };
  const open = (id: string): void => {
    // One at a time: the line stays near.
    setOpenIds(new Set([id]));
    wanted.current = { id, place: 'FIELDS' };
  };
  const close = (id: string, place: Wanted['place']): void => {
    setOpenIds(new Set());
    wanted.current = { id, place };
  };
  const kept = (all: Map<string, HTMLElement>, id: string) => (element: HTMLElement | null) => {
    if (element) all.set(id, element);
    else all.delete(id);
  };
  const isDrawn = width >= LEAST_PX;

  const line: LineStep[] = inOrder.flatMap(({ id, at, place, action, everyMs, times }) => {
    if (place === null) return [];
    const dueAt = instants?.stepAt(at)?.due;
    return [
      {
        id,
        place,
        action,
        everyMs,
        times,
        name: words.action(action),
        valueText: dueAt === undefined ? words.place(place) : `${words.place(place)}; ${dueAt}`,
        isOpen: openIds.has(id),
      },
    ];
  });

  return (
    <Stack gap="sm" ref={ref} className="ladder" role="group" aria-label={t('ladder.title')}>
      <Group justify="space-between">
        <Title order={3} size="h5">
          {t('ladder.title')}
        </Title>
        {!readOnly && (
          <Group gap="xs">
            <Templates replace={replace} />
            <CopyFrom index={index} replace={replace} />
          </Group>
        )}
      </Group>
      {error !== undefined && (
        <Text c="red" size="sm" role="alert">
          {error}
        </Text>
      )}
      <Example
        asked={{ outlook, isFailed }}
        index={index}
        targets={targets}
        chosen={chosen}
        onChoose={setChosen}
        receivedAt={receivedAt}
        onReceivedAt={setReceivedAt}
        plain={words.length(membersOf(membersOf(clock)['target'])['duration'])}
      />
      {targetMs === null ? (
        <Text c="dimmed">{t('ladder.noTarget')}</Text>
      ) : (
        isDrawn && (
          <>
            {!readOnly && steps.length > 0 && (
              <Text size="sm" c="dimmed" id={helpId}>
                {t('ladder.help')}
              </Text>
            )}
            <LadderLine
              steps={line}
              targetMs={targetMs}
              atRisk={atRisk}
              width={width}
              isReadOnly={readOnly}
              describedBy={readOnly ? undefined : helpId}
              markOf={(id) => kept(marks.current, id)}
              onMove={move}
              onOpen={open}
              onRemove={(id) => remove(id, 'MARK')}
              onAdd={add}
            />
          </>
        )
      )}
      {instants && (
        <Week outlook={instants.outlook} clock={instants.clock} target={instants.target} width={Math.floor(width)} />
      )}
      {steps.length === 0 ? (
        <Text c="dimmed">{t('ladder.empty')}</Text>
      ) : (
        <Stack component="ol" gap="xs" p={0} m={0} className="ladder-steps" aria-label={t('ladder.steps')}>
          {inOrder.map(({ id, at, value }) => (
            <StepRow
              key={id}
              path={[...ladderPath, at]}
              value={value}
              words={words}
              instants={instants?.stepAt(at) ?? null}
              targetMs={targetMs}
              isOpen={openIds.has(id)}
              headOf={kept(heads.current, id)}
              bodyOf={kept(bodies.current, id)}
              onToggle={() => (openIds.has(id) ? close(id, 'ROW') : open(id))}
              onEscape={() => close(id, isDrawn ? 'MARK' : 'ROW')}
              onCopy={() => copy(id)}
              onRemove={() => remove(id, 'ROW')}
            />
          ))}
        </Stack>
      )}
      {!readOnly && (
        <Group>
          <Button ref={adder} variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => add()}>
            {t('ladder.add')}
          </Button>
        </Group>
      )}
      <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
    </Stack>
  );
}

type Replace = (steps: readonly unknown[], message: string) => void;

function Templates({ replace }: { replace: Replace }) {
  const { t } = useTranslation('flowClocks');
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" size="compact-sm">
          {t('ladder.templates')} …
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(TEMPLATES) as TemplateName[]).map((name) => (
          <Menu.Item key={name} onClick={() => replace(TEMPLATES[name], t('ladder.templated'))}>
            {t(`ladder.template.${name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The steps of another clock of the flow. */
function CopyFrom({ index, replace }: { index: number; replace: Replace }) {
  const { t } = useTranslation('flowClocks');
  const words = useClockWords();
  const clocks = listOf(useAt(['clocks']));
  const others = clocks
    .map((clock, at) => ({ at, name: words.clockName(clock, at), steps: readClock(clock).ladder }))
    .filter(({ at, steps }) => at !== index && steps.length > 0);
  if (others.length === 0) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" size="compact-sm">
          {t('ladder.copyFrom')} …
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {others.map(({ at, name, steps }) => (
          <Menu.Item key={at} onClick={() => replace(steps, t('ladder.copied', { name }))}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
