import { Handover } from '../../pages/leads/handover/handover';
import OwnAwayOf from '../../pages/platform/away/own';

/** One's own time off, with what becomes of one's leads. */
export default function OwnAway() {
  return <OwnAwayOf Handover={Handover} />;
}
