import { Text } from '@mantine/core';
import type { PropsWithChildren, ReactNode } from 'react';

/** Of a cell: what it says, and smaller below it what belongs to that. */
export function TwoLines({ below, children }: PropsWithChildren<{ below: ReactNode }>) {
  return (
    <div>
      {children}
      <Text size="sm" c="dimmed">
        {below}
      </Text>
    </div>
  );
}
