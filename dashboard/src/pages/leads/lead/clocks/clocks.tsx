import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../../api/client';
import { useNow } from '../../../../shared/time';
import { useNames } from '../names';
import { Section } from '../../parts/section';
import { ClockChart } from './chart';
import { groupsOf } from './groups';
import { Legend } from './legend';
import { ClockReceipt } from './receipt';
import { shapeOf, type ClockShape } from './shape';

type Lead = Schemas['Lead'];

/** So many are shown at once; of more the ended ones wait behind a button, the latest excepted. */
const MOST_SHOWN = 6;

/** The lead’s clocks over time, and why their deadlines are what they are. */
export function Clocks({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const nowMs = useNow();
  const { nameOf } = useNames(lead);
  const [isAll, setAll] = useState(false);
  const shapes = lead.clocks.map((clock) => shapeOf(clock, lead, nowMs));
  const open = shapes.filter((shape) => shape.clock.open);
  const ended = shapes.filter((shape) => !shape.clock.open);
  const room = Math.max(1, MOST_SHOWN - open.length);
  const shown = isAll ? shapes : shapes.filter((shape) => shape.clock.open || ended.slice(-room).includes(shape));
  const hidden = shapes.length - shown.length;
  return (
    <Section
      title={t('lead.clocks')}
      aside={
        hidden > 0 && (
          <Button size="compact-sm" variant="default" onClick={() => setAll(true)}>
            {t('lead.moreClocks', { count: hidden })}
          </Button>
        )
      }
    >
      {shapes.length === 0 ? (
        <Text size="sm">{t('lead.noClocks')}</Text>
      ) : (
        <Stack gap="lg">
          {/* What can still be missed comes first. */}
          {groupsOf(shown)
            .toSorted((a, b) => openIn(b) - openIn(a))
            .map((group) => (
              <div key={group[0]!.clock.id}>
                <ClockChart shapes={group} nowMs={nowMs} nameOf={nameOf} />
                {group.map((shape) => (
                  <ClockReceipt
                    key={shape.clock.id}
                    shape={shape}
                    nowMs={nowMs}
                    isQuiet={!shape.clock.open && shape.clock.status !== 'BREACHED' && open.length > 0}
                  />
                ))}
              </div>
            ))}
          <Legend shapes={shown} />
        </Stack>
      )}
    </Section>
  );
}

const openIn = (group: ClockShape[]): number => Number(group.some(({ clock }) => clock.open));
