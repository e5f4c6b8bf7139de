import type { Schemas } from '../api/client';
import { IconBrandWhatsapp, IconCalendarEvent, IconMail, IconPhone, type Icon } from '@tabler/icons-react';

export type ProofKind = Schemas['Lead']['clocks'][number]['proofs'][number];

/** In the order in which they are offered: the quickest way to a person first. */
const ICONS: Record<ProofKind, Icon> = {
  CALL_LOGGED: IconPhone,
  WHATSAPP_SENT: IconBrandWhatsapp,
  EMAIL_SENT: IconMail,
  MEETING_BOOKED: IconCalendarEvent,
};

export const PROOF_KINDS = Object.keys(ICONS) as ProofKind[];

/** The API may be newer than this page: a kind that it does not know yet has no icon. */
export const proofIcon = (kind: string): Icon | undefined => (ICONS as Partial<Record<string, Icon>>)[kind];
