import type { ReactNode } from 'react';
import type { Path } from '../document';
import { useAt } from '../editing';
import { Unreadable } from './unreadable';

interface InsideProps {
  path: Path;
  /** What it is called where it cannot be shown. */
  label: string;
  /** What takes its place when somebody starts anew; left out: nothing. */
  anew?: unknown;
  children: ReactNode;
}

/** Fields of something that has members. Where a draft has anything else there, that is shown in their place. */
export function Inside({ path, label, anew, children }: InsideProps) {
  const value = useAt(path);
  const hasMembers = value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value));
  return hasMembers ? children : <Unreadable path={path} label={label} value={value} anew={anew} />;
}
