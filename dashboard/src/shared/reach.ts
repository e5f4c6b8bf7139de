/**
 * Links to a person's telephone and mail. What stands in an address came from a stranger: nothing of it may become a part of the
 * link's own grammar (`?bcc=…`).
 */
export const mailHref = (email: string): string => {
  const at = email.lastIndexOf('@');
  return `mailto:${encodeURIComponent(email.slice(0, at))}@${encodeURIComponent(email.slice(at + 1))}`;
};

/** The number at the beginning, without what people put between and behind its digits. */
const numberOf = (phone: string): string => /^[+\d\s().-]*/.exec(phone)![0].replace(/[^\d+]/g, '');

/** A call; for one with an extension see `callLink`. */
export const telHref = (phone: string): string => `tel:${numberOf(phone)}`;

/** The same number in WhatsApp. */
export const whatsAppHref = (phone: string): string => `https://wa.me/${numberOf(phone).replaceAll('+', '')}`;
