const E_MAIL = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/gu;
/** Seven digits and more, as telephone numbers are written; no instant, no id: those have letters or colons about them. */
const NUMBER = /(?<![\w:.-])\+?\d(?:[\s()/.-]?\d){6,}(?![\w:])/gu;

/** What went wrong, for those who may not see whom it was about: a mail server's refusal names the address that it refused. */
export const withoutContacts = (error: string): string => error.replace(E_MAIL, '‹e-mail›').replace(NUMBER, '‹number›');
