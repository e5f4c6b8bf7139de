import { Button, Group, List, Modal, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../../shared/states';
import { useRun } from '../../../../shared/use-run';
import { useFlowUse, useSwitch } from './data-life';
import { LazyEffect } from './editor/try/lazy-effect';

interface SwitchDialogProps {
  flow: { id: string; name: string; active: boolean };
  onClose: () => void;
}

/** Asks before a flow takes new leads, or no more: what follows stands in it. */
export function SwitchDialog({ flow, onClose }: SwitchDialogProps) {
  const { t } = useTranslation('flows');
  const { id, name, active } = flow;
  const use = useFlowUse(id);
  const doSwitch = useSwitch();
  const { error, isSending, run } = useRun();
  const send = run(async () => {
    await doSwitch(id, !active);
    tellChanged(t(active ? 'switch.isOff' : 'switch.isOn', { name }), () => doSwitch(id, active));
    onClose();
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(active ? 'switch.off' : 'switch.on', { name })}
      closeButtonProps={{ 'aria-label': t('cancel') }}
    >
      <Stack>
        {error && <NotDone error={error} />}
        {use.error && <Failed error={use.error} again={() => void use.refetch()} />}
        {use.isPending && <Loading />}
        {use.data && (
          <List size="sm">
            {active && <List.Item>{t('switch.took', { count: use.data.takenLastWeek })}</List.Item>}
            {active && <List.Item>{t('switch.others')}</List.Item>}
            {!active && <List.Item>{t('switch.takes')}</List.Item>}
            {use.data.endpoints.length > 0 && (
              <List.Item>
                {t(active ? 'switch.endpointsOff' : 'switch.endpointsOn', {
                  names: use.data.endpoints.map((one) => one.name).join(', '),
                })}
              </List.Item>
            )}
            <List.Item>{t('switch.stay', { count: use.data.openLeads })}</List.Item>
          </List>
        )}
        {!active && <LazyEffect flowId={id} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button loading={isSending} color={active ? 'red' : undefined} onClick={send}>
            {t(active ? 'switch.doOff' : 'switch.doOn')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
