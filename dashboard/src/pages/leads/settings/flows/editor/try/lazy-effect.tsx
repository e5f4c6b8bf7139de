import { Card } from '@mantine/core';
import { lazy, Suspense, type ComponentProps } from 'react';
import { loadAreas } from '../../../../../../i18n/areas';
import { Loading } from '../../../../../../shared/states';
import { useAt, useDraft } from '../editing';

const FlowEffect = lazy(async () => {
  const [page] = await Promise.all([import('./effect'), loadAreas('flowTry')]);
  return page;
});

/** What a draft takes from the other flows, loaded where it is shown. */
export const LazyEffect = (props: ComponentProps<typeof FlowEffect>) => (
  <Suspense fallback={<Loading />}>
    <FlowEffect {...props} />
  </Suspense>
);

/** The same of the draft that is edited. */
export function EffectOfDraft() {
  const { flowId, readOnly } = useDraft();
  const draft = useAt([]);
  if (readOnly) return null;
  return (
    <Card withBorder mt="md">
      <LazyEffect flowId={flowId} draft={draft as Record<string, unknown>} />
    </Card>
  );
}
