import { Button, Fieldset, Group, Modal, Radio, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAt } from '../editing';
import { ChangeList, useChangeWords } from '../changes/change-list';
import { changesBetween, type Change } from '../changes/changes';
import { isObject, type Json, type JsonObject } from '../changes/json';
import { conflictKey, type Conflict, type Side } from './merge';
import type { Saver, SaverState } from './saver';

interface ConflictDialogProps {
  saver: Saver;
  state: Extract<SaverState, { is: 'CONFLICT' }>;
  onClose: () => void;
}

const kindOf = (before: Json | undefined, after: Json | undefined): Change['kind'] =>
  before === undefined ? 'ADDED' : after === undefined ? 'REMOVED' : 'CHANGED';

/** Two changed the same: what each made of what both began with, and whose it shall be. */
export default function ConflictDialog({ saver, state, onClose }: ConflictDialogProps) {
  const { t } = useTranslation('flows');
  const { base, theirs, conflicts } = state;
  const now = useAt([]);
  const mine = isObject(now) ? now : {};
  const [chosen, setChosen] = useState<ReadonlyMap<string, Side>>(new Map());
  const drafts = useMemo(() => [base, theirs.draft, mine], [base, theirs.draft, mine]);
  const done = (act: () => void) => (): void => {
    act();
    onClose();
  };
  const isDecided = conflicts.every((conflict) => chosen.has(conflictKey(conflict)));
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t('conflict.title')}
      closeButtonProps={{ 'aria-label': t('conflict.later') }}
    >
      <Stack>
        <Text size="sm">{t('conflict.hint')}</Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Made title={t('conflict.mine')} base={base} draft={mine} />
          <Made title={t('conflict.theirs')} base={base} draft={theirs.draft} />
        </SimpleGrid>
        <Title order={3} size="h4">
          {t('conflict.both')}
        </Title>
        {conflicts.map((conflict) => (
          <Choice
            key={conflictKey(conflict)}
            conflict={conflict}
            drafts={drafts}
            side={chosen.get(conflictKey(conflict)) ?? null}
            choose={(side) => setChosen(new Map(chosen).set(conflictKey(conflict), side))}
          />
        ))}
        <Text size="sm" c="dimmed">
          {t('conflict.nothingLost')}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={done(() => saver.takeTheirs())}>
            {t('conflict.takeTheirs')}
          </Button>
          <Button variant="default" onClick={done(() => saver.keepMine())}>
            {t('conflict.keepMine')}
          </Button>
          <Button disabled={!isDecided} onClick={done(() => saver.decide(chosen))}>
            {t('conflict.decide')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Made({ title, base, draft }: { title: string; base: JsonObject; draft: JsonObject }) {
  const changes = useMemo(() => changesBetween(base, draft), [base, draft]);
  const drafts = useMemo(() => [base, draft], [base, draft]);
  return (
    <div>
      <Title order={3} size="h4">
        {title}
      </Title>
      <ChangeList changes={changes} drafts={drafts} label={title} />
    </div>
  );
}

interface ChoiceProps {
  conflict: Conflict;
  drafts: readonly JsonObject[];
  side: Side | null;
  choose: (side: Side) => void;
}

function Choice({ conflict, drafts, side, choose }: ChoiceProps) {
  const { t } = useTranslation('flows');
  const { path, base, mine, theirs } = conflict;
  const changes = useMemo(
    () => [mine, theirs].map((after): Change => ({ path, kind: kindOf(base, after), before: base, after })),
    [path, base, mine, theirs],
  );
  const [ours, others] = useChangeWords(changes, drafts);
  const said = (words: typeof ours): string =>
    words?.to ?? t(words?.kind === 'REMOVED' ? 'conflict.gone' : 'conflict.new');
  return (
    <Fieldset legend={ours?.what}>
      <Radio.Group value={side} onChange={(value) => choose(value)} aria-label={ours?.what ?? ''}>
        <Stack gap="xs">
          <Radio value="MINE" label={t('conflict.mineIs', { value: said(ours) })} />
          <Radio value="THEIRS" label={t('conflict.theirsIs', { value: said(others) })} />
        </Stack>
      </Radio.Group>
    </Fieldset>
  );
}
