/** What the product is asked to show: who would take over what. */
export interface HandoverProps {
  userId: string;
  cause: 'TIME_OFF' | 'DEACTIVATION';
  /** When it begins, ISO 8601; left out: now. */
  from?: string | undefined;
  /** False: the leads stay, only offers are taken back. */
  replan?: boolean;
}
