import nodemailer from 'nodemailer';
import { inAddressName, inMail, inSubject } from '../../../domain/platform/text/mail.js';
import type { Sender } from './sender.js';

export interface MailSettings {
  SMTP_URL?: string | undefined;
  SMTP_FROM: string;
}

/** A mail as it is; whoever writes it sees to what others wrote in it. */
interface OutgoingMail {
  /** The same at each try: a server that took the mail before our crash can see that it has it. */
  id: string;
  to: { name: string; email: string };
  subject: string;
  text: string;
  html?: string;
}

/** Hands a mail over to the mail server. @throws where it was not taken */
export type Mailer = (mail: OutgoingMail) => Promise<void>;

/** By an SMTP server; null where none is configured. */
export function openMailer({ SMTP_URL, SMTP_FROM }: MailSettings): Mailer | null {
  if (!SMTP_URL) return null;
  const mailer = nodemailer.createTransport(SMTP_URL);
  return async ({ id, to, subject, text, html }) => {
    await mailer.sendMail({
      from: SMTP_FROM,
      to: { name: inAddressName(to.name), address: to.email },
      subject,
      text,
      ...(html !== undefined && { html }),
      messageId: `<${id}@pinggo>`,
    });
  };
}

/** Notices by mail; null where no SMTP server is configured. */
export function mailSender(settings: MailSettings): Sender | null {
  const mailer = openMailer(settings);
  if (mailer === null) return null;
  return ({ id, to, subject, text, link }) =>
    mailer({
      id,
      to,
      subject: inSubject(subject),
      text: `${inMail(text)}\n${link === null ? '' : `\n${link}\n`}`,
    });
}
