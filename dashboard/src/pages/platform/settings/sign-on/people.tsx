import { Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../../api/client';
import { Instant } from '../../../../shared/instant';
import { ByName } from '../../../../shared/settings/by-name';
import { SettingsTable } from '../../../../shared/settings/settings-table';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { Card } from './card';
import { SIGN_ON, type SignOnShown } from './data';

type Bound = SignOnShown['people'][number];

/** Who is known to the provider. */
export function BoundPeople({ people, readOnly }: { people: Bound[]; readOnly: boolean }) {
  const { t } = useTranslation('signOn');
  const queries = useQueryClient();
  const [released, setReleased] = useState<Bound | null>(null);
  return (
    <Card title={t('people.title')} text={t('people.text')}>
      <SettingsTable
        label={t('people.title')}
        rows={people}
        keyOf={({ id }) => id}
        textOf={({ name }) => name}
        empty={<Text size="sm">{t('people.empty')}</Text>}
        columns={[
          { key: 'name', title: t('people.name'), cell: ({ name }) => name, sortBy: ({ name }) => name },
          {
            key: 'usedAt',
            title: t('people.usedAt'),
            cell: ({ usedAt }) => <Instant at={usedAt} />,
            sortBy: ({ usedAt }) => usedAt,
          },
          ...(readOnly
            ? []
            : [
                {
                  key: 'release',
                  title: t('people.change'),
                  cell: (person: Bound) => (
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={t('people.releaseOf', { name: person.name })}
                      onClick={() => setReleased(person)}
                    >
                      {t('people.release')}
                    </Button>
                  ),
                },
              ]),
        ]}
      />
      {released && (
        <ByName
          title={t('people.releaseTitle', { name: released.name })}
          name={released.name}
          submit={t('people.release')}
          onClose={() => setReleased(null)}
          act={async () => {
            await api.DELETE('/api/single-sign-on/people/{id}', { params: { path: { id: released.id } } });
            await queries.invalidateQueries({ queryKey: SIGN_ON });
            tellChanged(t('people.released', { name: released.name }));
          }}
        >
          <Text size="sm">{t('people.releaseText')}</Text>
        </ByName>
      )}
    </Card>
  );
}
