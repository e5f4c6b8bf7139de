import { Card, Group, Title } from '@mantine/core';
import { useId, type PropsWithChildren, type ReactNode } from 'react';

/** One part of the page with its heading. @param beside what stands at the end of the heading's line */
export function Panel({ title, beside, children }: PropsWithChildren<{ title: string; beside?: ReactNode }>) {
  const id = useId();
  return (
    <Card withBorder component="section" aria-labelledby={id} padding="md" h="100%">
      <Group justify="space-between" mb="xs" gap="xs" mih={24}>
        <Title order={2} size="h5" id={id}>
          {title}
        </Title>
        {beside}
      </Group>
      {children}
    </Card>
  );
}
