import {
  IconAlertTriangle,
  IconArrowsExchange,
  IconBell,
  IconBellRinging,
  IconHandStop,
  IconPlayerPlay,
  IconRoute,
  IconSpeakerphone,
  IconUserPlus,
  IconUsers,
  IconUsersGroup,
  type Icon,
} from '@tabler/icons-react';
import type { NoticeKind, StepAction } from '../api/vocabulary';

export const STEP_SIGNS: Readonly<Record<StepAction, Icon>> = {
  REMINDER: IconBell,
  REASSIGN: IconArrowsExchange,
  MANAGER_ALERT: IconSpeakerphone,
  ALERT_TEAM: IconUsersGroup,
};

export const NOTICE_SIGNS: Readonly<Record<NoticeKind, Icon>> = {
  ASSIGNED: IconUserPlus,
  OFFERED: IconHandStop,
  APPROVAL: IconHandStop,
  REMINDER: IconBellRinging,
  REASSIGNED: IconArrowsExchange,
  MANAGER_ALERT: IconAlertTriangle,
  TEAM_ALERT: IconUsersGroup,
  UNROUTED: IconRoute,
  SAME_PERSON: IconUsers,
  PAUSE_OVER: IconPlayerPlay,
  WEBHOOK_DISABLED: IconAlertTriangle,
};
