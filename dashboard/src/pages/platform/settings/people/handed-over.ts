/** The link of whoever was just invited where no mail is set up: it is shown once, on their page, and kept nowhere. */
let handed: { userId: string; link: string } | null = null;

export function handOver(userId: string, link: string): void {
  handed = { userId, link };
}

/** @returns the link of this person, once */
export function takeHandedOver(userId: string): string | null {
  if (handed?.userId !== userId) return null;
  const { link } = handed;
  handed = null;
  return link;
}
