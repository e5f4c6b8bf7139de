/** What became of a delivery to an endpoint: whether it was taken in, and if not, why. */
export const DELIVERY_OUTCOMES = [
  /** It brought a lead that was not there. */
  'LEAD',
  /** It brought leads that were there already. */
  'KNOWN',
  'PROOF',
  /** It could become no lead, and is kept until somebody mends it. */
  'DEAD_LETTER',
  'NOT_SIGNED',
  'NOT_VALID',
  /** A proof of a lead that is not there, or that this endpoint's proofs do not reach. */
  'UNKNOWN_LEAD',
  'TOO_LARGE',
  'NOT_JSON',
  /** Its id came before, with another body. */
  'OTHER_BODY',
  'OVER_QUOTA',
  'SWITCHED_OFF',
  'DELETED',
  /** The organisation is. */
  'SUSPENDED',
  /** Ours was the fault: the sender is to send it again. */
  'FAILED',
] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

const GOOD: readonly DeliveryOutcome[] = ['LEAD', 'KNOWN', 'PROOF'];

/** Whether it did what its sender meant. */
export const isGood = (outcome: DeliveryOutcome): boolean => GOOD.includes(outcome);

/** How an endpoint does. `SILENT`: nothing came within what is remembered. */
export const ENDPOINT_STANDINGS = ['WELL', 'FAILING', 'SILENT', 'SWITCHED_OFF', 'DELETED'] as const;
export type EndpointStanding = (typeof ENDPOINT_STANDINGS)[number];
