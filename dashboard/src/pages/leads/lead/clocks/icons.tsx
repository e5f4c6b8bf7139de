import {
  IconAlertTriangle,
  IconArrowsExchange,
  IconBell,
  IconCalendarOff,
  IconCheck,
  IconFlag,
  IconMoon,
  IconPlayerPause,
  IconPlayerPlay,
  IconSpeakerphone,
  IconX,
  type Icon,
} from '@tabler/icons-react';
import type { Skip } from './closed';
import type { Mark } from './shape';

export const MARK_ICONS: Record<Mark['what'], Icon> = {
  START: IconPlayerPlay,
  AT_RISK: IconAlertTriangle,
  DEADLINE: IconFlag,
  MET: IconCheck,
  CANCELLED: IconX,
  REMINDER: IconBell,
  REASSIGN: IconArrowsExchange,
  MANAGER_ALERT: IconSpeakerphone,
};

export const SKIP_ICONS: Record<Skip['kind'], Icon> = {
  NIGHT: IconMoon,
  WEEKEND: IconCalendarOff,
  HOLIDAY: IconCalendarOff,
  CLOSED: IconCalendarOff,
  SPECIAL: IconCalendarOff,
  OTHER: IconCalendarOff,
  PAUSED: IconPlayerPause,
};
