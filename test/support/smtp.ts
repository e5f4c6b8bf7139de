import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A real SMTP server on loopback that keeps what it was sent. */
export interface SmtpSink {
  url: string;
  mails: Email[];
  /** Answers the next `count` mails with a temporary failure. */
  refuse(count: number): void;
  /** Takes mails and does not answer until the function is called that it gives. */
  hold(): () => void;
  close(): Promise<void>;
}

/** @param port where one ran before that was closed; 0: any */
export async function startSmtp(port = 0): Promise<SmtpSink> {
  const mails: Email[] = [];
  let refusals = 0;
  let held: Promise<void> = Promise.resolve();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (refusals > 0) {
          refusals -= 1;
          callback(Object.assign(new Error('try again later'), { responseCode: 451 }));
          return;
        }
        PostalMime.parse(Buffer.concat(chunks)).then(
          (mail) => {
            mails.push(mail);
            void held.then(() => callback());
          },
          (error: unknown) => callback(error as Error),
        );
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the SMTP server has no port');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    mails,
    refuse: (count) => (refusals = count),
    hold() {
      let release = (): void => undefined;
      held = new Promise((resolve) => (release = resolve));
      return () => release();
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
