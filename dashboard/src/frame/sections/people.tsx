import { Handover } from '../../pages/leads/handover/handover';
import PeopleOf from '../../pages/platform/settings/people/people';

/** People, with what becomes of their leads. */
export default function People() {
  return <PeopleOf Handover={Handover} />;
}
