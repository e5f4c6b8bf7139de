/** Whether there is a way to the person: a lead without one is none, for nobody could keep its promise. */
export const isReachable = ({ email, phone }: { email: unknown; phone: unknown }): boolean =>
  email !== null || phone !== null;
