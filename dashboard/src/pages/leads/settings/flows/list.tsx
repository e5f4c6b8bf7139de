import { List, Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Failed, Loading } from '../../../../shared/states';
import { useFlowList } from './data';

/** The org's flows. */
export function FlowList() {
  const { t } = useTranslation('flows');
  const { data, error, refetch } = useFlowList();
  return (
    <Stack>
      <Title order={1}>{t('list.title')}</Title>
      {data ? (
        <List>
          {data.map(({ id, name }) => (
            <List.Item key={id}>
              <Link to={id}>{name}</Link>
            </List.Item>
          ))}
        </List>
      ) : error ? (
        <Failed error={error} again={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </Stack>
  );
}
