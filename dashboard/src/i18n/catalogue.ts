import type { Channel, DeliveryStatus, NoticeKind, StepAction } from '../api/vocabulary';
import type { ApiWords } from './words';

/** What every language says for the contract's lists of words. The rest of a catalogue is compared by a test. */
export interface Catalogue extends ApiWords {
  lead: ApiWords['lead'] & { mark: Record<StepAction, string> };
  notices: {
    kind: Record<NoticeKind, string>;
    /** What is not set up is said once, not at each notice. */
    delivery: Record<Exclude<Channel, 'in_app'>, Record<Exclude<DeliveryStatus, 'LOGGED'>, string>>;
  };
}
