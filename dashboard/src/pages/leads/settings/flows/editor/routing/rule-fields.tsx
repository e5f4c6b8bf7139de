import { Fieldset, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ConditionAt } from '../conditions/condition-at';
import type { Path } from '../document';
import { useAt } from '../editing';
import { DurationAt } from '../fields/duration-at';
import { ListAt } from '../fields/list-at';
import { SelectAt, ShareAt, SwitchAt } from '../fields/simple';
import { ApprovalAt } from './approval-at';
import { targetSentence } from './sentence';
import { freshTarget, TargetFields } from './target-fields';
import { useRoutingWords } from './words';

const MODES = ['AUTO', 'OFFER', 'BROADCAST'] as const;

/** Everything that a rule says. */
export function RuleFields({ path }: { path: Path }) {
  const { t } = useTranslation('flowRouting');
  const words = useRoutingWords();
  const mode = useAt([...path, 'mode']);
  const answer = [useAt([...path, 'answerWithin']), useAt([...path, 'answerShare'])];
  const asks = mode === 'OFFER' || mode === 'BROADCAST';
  return (
    <Stack>
      <ConditionAt path={[...path, 'when']} label={t('when')} phase="ROUTED" />
      <Fieldset legend={t('whom')}>
        <TargetFields path={path} />
      </Fieldset>
      <Fieldset legend={t('how')}>
        <div className="routing-fields">
          <SelectAt
            path={[...path, 'mode']}
            label={t('mode.label')}
            description={t('mode.hint')}
            placeholder={t('mode.AUTO')}
            optional
            data={MODES.map((value) => ({ value, label: t(`mode.${value}`) }))}
          />
          {/* What is given stays to be seen, also where it does not count. */}
          {(asks || answer[0] !== undefined) && (
            <DurationAt
              path={[...path, 'answerWithin']}
              label={t('answerWithin')}
              description={t('answerWithinHint')}
              placeholder="5"
              optional
            />
          )}
          {(asks || answer[1] !== undefined) && (
            <ShareAt
              path={[...path, 'answerShare']}
              label={t('answerShare')}
              description={t('answerShareHint')}
              placeholder="25 %"
              min={1}
              max={100}
              optional
            />
          )}
          <SwitchAt path={[...path, 'affinity']} label={t('affinity')} description={t('affinityHint')} />
        </div>
      </Fieldset>
      <ApprovalAt path={[...path, 'approval']} />
      <Fieldset legend={t('overflow.title')}>
        <ListAt
          path={[...path, 'overflow']}
          label={t('overflow.title')}
          add={t('overflow.add')}
          empty={t('overflow.empty')}
          fresh={() => freshTarget(words.names)}
          itemName={(_, index) => t('overflow.item', { number: index + 1 })}
          title={(target, index) => (
            <>
              <b>{index + 1}.</b> {targetSentence(target, words)}
            </>
          )}
          optional
        >
          {(place) => <TargetFields path={place} />}
        </ListAt>
      </Fieldset>
    </Stack>
  );
}
