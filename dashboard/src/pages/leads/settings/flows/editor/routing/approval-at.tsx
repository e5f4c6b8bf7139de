import { Button, Fieldset, Group, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Path } from '../document';
import { useAt, useDraft, useIssues } from '../editing';
import { DurationAt } from '../fields/duration-at';
import { ListAt } from '../fields/list-at';
import { PersonAt } from '../fields/named';
import { SelectAt } from '../fields/simple';
import { Unreadable } from '../fields/unreadable';
import { membersOf } from './sentence';
import { useRoutingWords } from './words';

const LAPSES = ['ROUTE', 'FALLBACK', 'UNQUALIFIED', 'UNROUTED'] as const;
const FRESH = { by: 'manager', within: 'PT4H', otherwise: 'UNROUTED' };
type Whom = 'manager' | 'userId' | 'onCall';

/** Somebody is asked before the rule gives the lead to anybody: who, for how long, and what then. */
export function ApprovalAt({ path }: { path: Path }) {
  const { t } = useTranslation('flowRouting');
  const { document, readOnly } = useDraft();
  const value = useAt(path);
  const error = useIssues(path);
  if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value)))
    return <Unreadable path={path} label={t('approval.title')} value={value} />;
  return (
    <Fieldset legend={t('approval.title')}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t(value === undefined ? 'approval.none' : 'approval.about')}
        </Text>
        {error !== undefined && (
          <Text c="red" size="sm" role="alert">
            {error}
          </Text>
        )}
        {value !== undefined && (
          <>
            <By path={[...path, 'by']} />
            <div className="routing-fields">
              <DurationAt path={[...path, 'within']} label={t('approval.within')} />
              <SelectAt
                path={[...path, 'otherwise']}
                label={t('approval.otherwise')}
                data={LAPSES.map((one) => ({ value: one, label: t(`approval.${one}`) }))}
              />
            </div>
          </>
        )}
        {!readOnly && (
          <Group>
            <Button
              variant="default"
              size="compact-sm"
              onClick={() => document.set(path, value === undefined ? FRESH : undefined)}
            >
              {t(value === undefined ? 'approval.add' : 'approval.remove')}
            </Button>
          </Group>
        )}
      </Stack>
    </Fieldset>
  );
}

/** Who is asked. */
function By({ path }: { path: Path }) {
  const { t } = useTranslation('flowRouting');
  const { names } = useRoutingWords();
  const { document, readOnly } = useDraft();
  const value = useAt(path);
  const error = useIssues(path);
  const members = membersOf(value);
  const whom: Whom | null =
    value === 'manager' ? 'manager' : 'userId' in members ? 'userId' : 'onCall' in members ? 'onCall' : null;
  if (whom === null && value !== undefined)
    return <Unreadable path={path} label={t('approval.by')} value={value} anew="manager" />;
  const choose = (next: string | null): void => {
    if (next === whom) return;
    // Who is named goes on to be named.
    const onCall: unknown = members['onCall'];
    const first: unknown =
      whom === 'userId' ? members['userId'] : Array.isArray(onCall) ? (onCall as unknown[])[0] : '';
    document.set(
      path,
      next === 'manager' ? 'manager' : next === 'userId' ? { userId: first ?? '' } : { onCall: first ? [first] : [] },
    );
  };
  return (
    <Stack gap="xs">
      <Select
        label={t('approval.by')}
        error={error}
        readOnly={readOnly}
        allowDeselect={false}
        data={(['manager', 'userId', 'onCall'] as const).map((one) => ({
          value: one,
          label: t(`approval.whom.${one}`),
        }))}
        value={whom}
        onChange={choose}
      />
      {whom === 'userId' && <PersonAt path={[...path, 'userId']} label={t('approval.person')} />}
      {whom === 'onCall' && (
        <ListAt
          path={[...path, 'onCall']}
          label={t('approval.onCall')}
          add={t('approval.addPerson')}
          empty={t('approval.nobody')}
          fresh={() => ''}
          itemName={(_, index) => t('approval.place', { number: index + 1 })}
          title={(id, index) => (
            <>
              <b>{index + 1}.</b>{' '}
              {typeof id === 'string' && id !== '' ? (names.people.get(id) ?? t('sentence.gonePerson')) : '?'}
            </>
          )}
        >
          {(place, index) => <PersonAt path={place} label={t('approval.place', { number: index + 1 })} />}
        </ListAt>
      )}
    </Stack>
  );
}
