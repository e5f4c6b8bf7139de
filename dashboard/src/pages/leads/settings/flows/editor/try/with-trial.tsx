import { useMediaQuery } from '@mantine/hooks';
import { Suspense, type PropsWithChildren } from 'react';
import { lazyPage } from '../../../../../../shared/lazy-page';
import { useDraft } from '../editing';
import { Loading } from '../../../../../../shared/states';
import { useBeside } from './beside-state';

const Beside = lazyPage(['flowTry'], () => import('./beside'));
/** Mantine's `lg`: on less the trial has its own tab. */
const WIDE = '(min-width: 75em)';

/** A part of the editor, and the trial beside it where somebody wants it there. */
export function WithTrial({ isShown, children }: PropsWithChildren<{ isShown: boolean }>) {
  const [beside] = useBeside();
  const isWide = useMediaQuery(WIDE, false, { getInitialValueInEffect: false });
  const { readOnly } = useDraft();
  const isThere = beside && isWide && isShown && !readOnly;
  return (
    <div className={isThere ? 'editor-with-try' : undefined}>
      <div>{children}</div>
      {isThere && (
        <Suspense fallback={<Loading />}>
          <Beside />
        </Suspense>
      )}
    </div>
  );
}
