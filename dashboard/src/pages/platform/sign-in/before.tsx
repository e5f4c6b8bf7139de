import { Center, Paper, Stack, Text, Title } from '@mantine/core';
import type { PropsWithChildren } from 'react';

/** What is shown of Pinggo to whoever is not (quite) signed in. */
export function Before({ title, wide = false, children }: PropsWithChildren<{ title: string; wide?: boolean }>) {
  return (
    <Center component="main" mih="100vh" p="md" className="ground">
      <Paper withBorder p={{ base: 'md', sm: 'xl' }} w={wide ? 640 : 380} maw="100%">
        <Stack>
          <Text fw={800} fz={28} className="brand">
            Pinggo
          </Text>
          <Title order={1} size="h4">
            {title}
          </Title>
          {children}
        </Stack>
      </Paper>
    </Center>
  );
}
