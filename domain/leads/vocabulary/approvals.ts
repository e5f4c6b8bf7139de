/** Where an approval is on its way. */
export const APPROVAL_STATUSES = ['OPEN', 'APPROVED', 'DECLINED', 'LAPSED', 'WITHDRAWN'] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** What an approval came to, for counting. */
export const APPROVAL_OUTCOMES = [
  'APPROVED',
  'DECLINED',
  'LAPSED',
  'WITHDRAWN',
] as const satisfies readonly ApprovalStatus[];
