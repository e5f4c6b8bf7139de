import { NOTICE_KINDS } from '../../../../domain/leads/vocabulary/notices.js';
import { PLATFORM_NOTICE_KINDS } from '../../../../domain/platform/vocabulary/notices.js';
import { QuietHoursCard } from '../../pages/platform/me/quiet-hours';

/** When one wants no mail of what leads tell. */
export default function OwnQuietHours() {
  return <QuietHoursCard kinds={[...NOTICE_KINDS, ...PLATFORM_NOTICE_KINDS]} />;
}
