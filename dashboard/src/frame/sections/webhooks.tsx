import { LEAD_EVENTS } from '../../../../domain/leads/vocabulary/events.js';
import { PLATFORM_EVENTS } from '../../../../domain/platform/vocabulary/events.js';
import WebhooksOf from '../../pages/platform/settings/webhooks/webhooks';

const EVENTS = Object.keys({ ...LEAD_EVENTS, ...PLATFORM_EVENTS });

/** Webhooks, with what there is to tell. */
export default function Webhooks() {
  return <WebhooksOf events={EVENTS} />;
}
