import { Card, Title } from '@mantine/core';
import { useId, type PropsWithChildren, type ReactNode } from 'react';

interface SectionProps {
  title: string;
  /** Beside the title. */
  aside?: ReactNode;
  className?: string;
}

/** A part of the page under its own heading. */
export function Section({ title, aside, className, children }: PropsWithChildren<SectionProps>) {
  const id = useId();
  return (
    <Card withBorder component="section" aria-labelledby={id} className={className}>
      <div className="section-head">
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
        {aside}
      </div>
      {children}
    </Card>
  );
}
