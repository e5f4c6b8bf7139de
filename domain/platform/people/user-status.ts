import { CANDIDATE_STATUSES, type CandidateStatus } from '../../engine/routing/types.js';

/** What routing asks of a person first: `AWAY` takes nothing new, `INACTIVE` is not there any more. */
export const USER_STATUSES = CANDIDATE_STATUSES;
export type UserStatus = CandidateStatus;
