import type { ReactNode } from 'react';
import type { Path } from '../document';
import { useAt } from '../editing';
import { Strays } from './strays';
import { Unreadable } from './unreadable';

interface InsideProps {
  path: Path;
  /** What it is called where it cannot be shown. */
  label: string;
  /** What takes its place when somebody starts anew; left out: nothing. */
  anew?: unknown;
  /** Members that have fields: what is wrong with another, one of a newer version, is said here. */
  members: readonly string[];
  children: ReactNode;
}

/** Fields of something that has members. Where a draft has anything else there, that is shown in their place. */
export function Inside({ path, label, anew, members, children }: InsideProps) {
  const value = useAt(path);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (value !== undefined && !isObject) return <Unreadable path={path} label={label} value={value} anew={anew} />;
  return (
    <>
      <Strays path={path} members={members} />
      {children}
    </>
  );
}
