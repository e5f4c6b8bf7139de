import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { PropsWithChildren } from 'react';
import { Link } from 'react-router';
import type { ContractForm } from '../form/use-contract-form';
import { NotDone } from '../states';

interface NewFormProps<Values extends Record<string, unknown>> {
  form: ContractForm<Values>;
  words: { back: string; title: string; hint?: string; submit: string };
  act: (values: Values) => Promise<unknown>;
}

/** The page on which something is made, beside its list. Its fields are its children. */
export function NewForm<Values extends Record<string, unknown>>({
  form,
  words,
  act,
  children,
}: PropsWithChildren<NewFormProps<Values>>) {
  return (
    <Stack>
      <Anchor component={Link} to="..">
        {words.back}
      </Anchor>
      <Title order={1}>{words.title}</Title>
      {words.hint !== undefined && <Text c="dimmed">{words.hint}</Text>}
      <Paper withBorder p="md">
        <form noValidate onSubmit={form.submits(act)}>
          <Stack>
            {form.problem && <NotDone error={form.problem} />}
            {children}
            <Group justify="flex-end">
              <Button type="submit" loading={form.isSending}>
                {words.submit}
              </Button>
            </Group>
          </Stack>
        </form>
      </Paper>
    </Stack>
  );
}
