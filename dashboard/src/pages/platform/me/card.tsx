import { Paper, Stack, Title } from '@mantine/core';
import type { PropsWithChildren } from 'react';

/** One part of the own page. */
export function Card({ title, children }: PropsWithChildren<{ title: string }>) {
  return (
    <Paper component="section" withBorder p="md" aria-label={title}>
      <Stack>
        <Title order={2}>{title}</Title>
        {children}
      </Stack>
    </Paper>
  );
}
