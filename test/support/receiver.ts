import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** What a receiver was sent. */
export interface Received {
  id: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** As it came. */
  text: string;
  body: {
    id: string;
    type: string;
    ts: string;
    org_id: string;
    entity: { type: string; id: string };
    lead_id: string | null;
    payload: Record<string, unknown>;
    lead?: Record<string, unknown> | null;
  };
}

interface Answered {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A receiver of webhooks on this machine, that answers as a test says. */
export class Receiver {
  readonly received: Received[] = [];
  answer: (received: Received) => Answered | Promise<Answered> = () => ({ status: 204 });

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const { headers, url = '' } = req;
        const received: Received = {
          id: String(headers['webhook-id']),
          path: url,
          headers,
          text,
          body: JSON.parse(text) as Received['body'],
        };
        receiver.received.push(received);
        void Promise.resolve(receiver.answer(received)).then(({ status, headers = {}, body = '' }) => {
          res.writeHead(status, headers).end(body);
        });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`;
  }

  /** The types of what came, in the order in which it did. */
  get types(): string[] {
    return this.received.map(({ body }) => body.type);
  }

  ofLead = (leadId: string): Received[] => this.received.filter(({ body }) => body.lead_id === leadId);

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** Whether what came was signed with a secret, as a receiver sees by the library of Standard Webhooks. */
export function isSignedBy(secret: string, { text, headers }: Received): boolean {
  try {
    new Webhook(secret).verify(text, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
