import {
  IconAlertTriangle,
  IconBan,
  IconBell,
  IconCheck,
  IconChecks,
  IconCircleDot,
  IconEdit,
  IconFlag,
  IconHourglassEmpty,
  IconInbox,
  IconLink,
  IconLock,
  IconLockOpen,
  IconPlayerPause,
  IconPlayerPlay,
  IconScale,
  IconSend,
  IconThumbDown,
  IconThumbUp,
  IconUser,
  IconWorld,
  IconX,
  type Icon,
} from '@tabler/icons-react';
import { proofIcon } from '../../../../shared/proof-kinds';
import { STEP_SIGNS } from '../../../../shared/signs';
import { known } from '../../../../api/vocabulary';
import type { Entry } from './entry';

const TYPE_ICONS: Record<Entry['type'], Icon> = {
  RECEIVED: IconInbox,
  SENT_AGAIN: IconInbox,
  SCORED: IconScale,
  ASSIGNED: IconUser,
  OFFERED: IconSend,
  ACCEPTED: IconThumbUp,
  DECLINED: IconThumbDown,
  OFFER_EXPIRED: IconHourglassEmpty,
  OFFER_WITHDRAWN: IconBan,
  CLOCK_STARTED: IconPlayerPlay,
  CLOCK_AT_RISK: IconAlertTriangle,
  CLOCK_BREACHED: IconFlag,
  CLOCK_MET: IconCheck,
  CLOCK_CORRECTED: IconCheck,
  CLOCK_CANCELLED: IconX,
  CLOCK_RECOUNTED: IconWorld,
  PAUSED: IconPlayerPause,
  RESUMED: IconPlayerPlay,
  PROOF: IconChecks,
  ESCALATION: IconBell,
  ACKNOWLEDGED: IconCheck,
  STATUS: IconCircleDot,
  UPDATED: IconEdit,
  CLOSED: IconLock,
  REOPENED: IconLockOpen,
  MERGED: IconLink,
  UNMERGED: IconLink,
  NOTED: IconEdit,
  NOTE_CHANGED: IconEdit,
  NOTE_DELETED: IconX,
  NOTE_RESTORED: IconEdit,
  ATTACHED: IconLink,
  LINKED: IconLink,
  SAME_PERSON: IconLink,
};

export const iconOf = ({ type, kind, action }: Entry): Icon =>
  (type === 'PROOF' ? proofIcon(kind ?? '') : type === 'ESCALATION' ? known(STEP_SIGNS, action ?? '') : undefined) ??
  known(TYPE_ICONS, type) ??
  IconCircleDot;
