/**
 * Links to a person's telephone and mail. What stands in an address came from a stranger: nothing of it may become a part of the
 * link's own grammar (`?bcc=…`).
 */
export const mailHref = (email: string): string => {
  const at = email.lastIndexOf('@');
  return `mailto:${encodeURIComponent(email.slice(0, at))}@${encodeURIComponent(email.slice(at + 1))}`;
};

/** E.164, and an extension where there is one (RFC 3966). */
export const telHref = (phone: string): string => {
  const [number = '', extension] = phone.split(/;ext=|\s*(?:ext\.?|x)\s*|;/i);
  const digits = number.replace(/[^\d+]/g, '');
  return `tel:${digits}${extension && /^\d+$/.test(extension) ? `;ext=${extension}` : ''}`;
};

/** The same number in WhatsApp, which knows no extensions. */
export const whatsAppHref = (phone: string): string =>
  `https://wa.me/${phone.replace(/(?:;|\s|x).*$/i, '').replace(/\D/g, '')}`;
