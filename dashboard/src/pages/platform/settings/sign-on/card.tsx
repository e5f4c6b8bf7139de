import { Paper, Stack, Text, Title } from '@mantine/core';
import { useId, type PropsWithChildren } from 'react';

interface CardProps {
  title: string;
  text?: string;
}

export function Card({ title, text, children }: PropsWithChildren<CardProps>) {
  const id = useId();
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={id}>
      <Stack>
        <div>
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          {text !== undefined && (
            <Text size="sm" c="dimmed">
              {text}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Paper>
  );
}
