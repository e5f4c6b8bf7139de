/** The link of whoever was just invited where no mail is set up: it is shown once, on their page, and kept nowhere. */
let handed: { userId: string; link: string } | null = null;

export function handOver(userId: string, link: string): void {
  handed = { userId, link };
}

/** The link of this person, until it is forgotten: a page may be begun twice before it is seen. */
export const handedOver = (userId: string): string | null => (handed?.userId === userId ? handed.link : null);

/** What is seen now is not shown again. */
export function forgetHandedOver(userId: string): void {
  if (handed?.userId === userId) handed = null;
}
