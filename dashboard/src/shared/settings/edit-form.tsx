import { Button, Group, Stack } from '@mantine/core';
import { useEffect, type PropsWithChildren } from 'react';
import { Refused } from '../../api/client';
import type { ContractForm } from '../form/use-contract-form';
import { NotDone } from '../states';
import { Stale } from './stale';

/** What such a form is told by who has it open, beside the thing itself (`useBase`). */
export interface Editing {
  /** Somebody else changed it while this was being typed. */
  isOld: boolean;
  readOnly: boolean;
  /** Told whether something was typed. */
  onDirty: (isDirty: boolean) => void;
}

interface EditFormProps<Values extends Record<string, unknown>> extends Editing {
  form: ContractForm<Values>;
  words: { stale: string; reset: string; save: string };
  act: (values: Values) => Promise<unknown>;
  /** Reads what it is now. */
  showNow: () => void;
}

/** Fields of something that is there, which several may have open. Its fields are its children. */
export function EditForm<Values extends Record<string, unknown>>({
  form,
  words,
  isOld,
  readOnly,
  onDirty,
  act,
  showNow,
  children,
}: PropsWithChildren<EditFormProps<Values>>) {
  const isDirty = form.isDirty();
  useEffect(() => onDirty(isDirty), [onDirty, isDirty]);
  const isStale = isOld || (form.problem instanceof Refused && form.problem.status === 412);
  return (
    <form noValidate onSubmit={form.submits(act)}>
      <Stack>
        {isStale ? (
          <Stale
            words={words.stale}
            showNow={() => {
              onDirty(false);
              showNow();
            }}
          />
        ) : (
          form.problem && <NotDone error={form.problem} />
        )}
        {children}
        {!readOnly && (
          <Group justify="flex-end">
            <Button variant="default" disabled={!isDirty} onClick={() => form.reset()}>
              {words.reset}
            </Button>
            <Button type="submit" loading={form.isSending} disabled={!isDirty || isOld}>
              {words.save}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
