import type { PropsWithChildren } from 'react';

/** Something for whoever wants to know more: shut until it is asked for. */
export function Disclosure({ label, children }: PropsWithChildren<{ label: string }>) {
  return (
    <details className="disclosure">
      <summary>{label}</summary>
      {children}
    </details>
  );
}
