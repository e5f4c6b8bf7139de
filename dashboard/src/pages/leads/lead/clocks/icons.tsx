import {
  IconAlertTriangle,
  IconCalendarOff,
  IconCheck,
  IconFlag,
  IconMoon,
  IconPlayerPause,
  IconPlayerPlay,
  IconPointFilled,
  IconX,
  type Icon,
} from '@tabler/icons-react';
import { STEP_SIGNS } from '../../../../shared/signs';
import { known } from '../../../../api/vocabulary';
import type { Skip } from './closed';
import type { MarkKind } from './shape';

export const MARK_ICONS: Readonly<Record<MarkKind, Icon>> = {
  START: IconPlayerPlay,
  AT_RISK: IconAlertTriangle,
  DEADLINE: IconFlag,
  MET: IconCheck,
  CANCELLED: IconX,
  ...STEP_SIGNS,
};

export const markIcon = (what: string): Icon => known(MARK_ICONS, what) ?? IconPointFilled;

export const SKIP_ICONS: Record<Skip['kind'], Icon> = {
  NIGHT: IconMoon,
  WEEKEND: IconCalendarOff,
  HOLIDAY: IconCalendarOff,
  CLOSED: IconCalendarOff,
  SPECIAL: IconCalendarOff,
  OTHER: IconCalendarOff,
  PAUSED: IconPlayerPause,
};
