import { Anchor, SegmentedControl, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAddress } from '../../../../../shared/address';
import { useCan } from '../../../../../shared/me';
import { PageHead } from '../../../../../shared/page-head';
import { PAGES } from '../../../../../shared/pages';
import { Failed, Loading } from '../../../../../shared/states';
import { useFlowList } from '../data';
import { FromCopy } from './from-copy';
import { FromFile } from './from-file';
import { FromTemplate } from './from-template';

const WAYS = ['template', 'copy', 'file'] as const;

/** A flow that begins with a template, as a copy, or from a file. */
export function NewFlow() {
  const { t } = useTranslation('flows');
  const [address, setAddress] = useAddress();
  const list = useFlowList();
  const mayDraft = useCan('flows.draft');
  const from = WAYS.find((way) => way === address.get('from')) ?? 'template';
  return (
    <Stack>
      <Anchor component={Link} to={PAGES.flows}>
        {t('page.back')}
      </Anchor>
      <PageHead title={t('new.title')} hint={t('new.hint')} />
      {!mayDraft ? (
        <Text role="status">{t('save.readOnly')}</Text>
      ) : (
        <>
          <SegmentedControl
            aria-label={t('new.from')}
            style={{ alignSelf: 'flex-start' }}
            data={WAYS.map((value) => ({ value, label: t(`new.way.${value}`) }))}
            value={from}
            onChange={(value) => setAddress({ from: value })}
          />
          {list.error && <Failed error={list.error} again={() => void list.refetch()} />}
          {list.isPending && <Loading />}
          {list.data && from === 'template' && <FromTemplate flows={list.data} />}
          {list.data && from === 'copy' && <FromCopy flows={list.data} />}
          {list.data && from === 'file' && <FromFile flows={list.data} />}
        </>
      )}
    </Stack>
  );
}
