import nodemailer from 'nodemailer';
import { inAddressName, inMail, inSubject } from '../../../domain/platform/text/mail.js';
import type { Sender } from './sender.js';

export interface MailSettings {
  SMTP_URL?: string | undefined;
  SMTP_FROM: string;
}

/** By an SMTP server; null where none is configured. */
export function mailSender({ SMTP_URL, SMTP_FROM }: MailSettings): Sender | null {
  if (!SMTP_URL) return null;
  const mailer = nodemailer.createTransport(SMTP_URL);
  return async ({ id, to, subject, text, link }) => {
    await mailer.sendMail({
      from: SMTP_FROM,
      to: { name: inAddressName(to.name), address: to.email },
      subject: inSubject(subject),
      text: `${inMail(text)}\n${link === null ? '' : `\n${link}\n`}`,
      // The same id at each try: a server that took the mail before our crash can see that it has it.
      messageId: `<${id}@pinggo>`,
    });
  };
}
