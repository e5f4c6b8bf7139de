import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { NotDone } from '../states';

/** How long the secrets before it stay good. */
const OVERLAPS = ['PT0S', 'PT1H', 'PT24H', 'P7D', 'P30D'] as const;
type Overlap = (typeof OVERLAPS)[number];

interface RotateSecretProps {
  words: { title: string; follows: string; overlap: string; cancel: string; rotate: string };
  overlapWords: (overlap: Overlap) => string;
  form: { problem: Error | null; isSending: boolean };
  /** Of the field for the overlap. */
  overlapProps: object;
  onSubmit: (event?: FormEvent<HTMLFormElement>) => void;
  onClose: () => void;
  /** What else can be said of the new one. */
  children?: ReactNode;
}

/** Asks how long old secrets stay beside a new one. */
export function RotateSecret({
  words,
  overlapWords,
  form,
  overlapProps,
  onSubmit,
  onClose,
  children,
}: RotateSecretProps) {
  return (
    <Modal opened onClose={onClose} title={words.title} closeButtonProps={{ 'aria-label': words.cancel }}>
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          {form.problem && <NotDone error={form.problem} />}
          <Text size="sm">{words.follows}</Text>
          <Select
            label={words.overlap}
            data={OVERLAPS.map((value) => ({ value, label: overlapWords(value) }))}
            allowDeselect={false}
            data-autofocus
            {...overlapProps}
          />
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {words.cancel}
            </Button>
            <Button type="submit" loading={form.isSending}>
              {words.rotate}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
