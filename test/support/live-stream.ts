import { waitFor } from './wait.js';

interface Message {
  id: string;
  /** Its name; `message` when it has none of its own. */
  event: string;
  data: { id: string; type: string; org_id: string; entity: { type: string; id: string }; payload: object };
}

/**
 * A connection of an earlier stream, which the server closes with it, can be taken for the next request just then: browsers
 * ask again, too (RFC 9112, 9.3.1), `fetch` does not.
 */
const isClosedMeanwhile = (error: unknown): boolean =>
  error instanceof TypeError && (error.cause as { code?: unknown } | undefined)?.code === 'UND_ERR_SOCKET';

/** A client of the live stream: keeps what it was sent. */
export class StreamClient {
  readonly messages: Message[] = [];
  comments = 0;
  /** Whether the server ended it, or the connection broke. */
  ended = false;
  private constructor(
    readonly response: Response,
    private readonly controller: AbortController,
  ) {}

  /** @returns once the server has answered, whatever it answered. */
  static async connect(origin: string, token: string, lastEventId?: string): Promise<StreamClient> {
    const controller = new AbortController();
    const ask = () =>
      fetch(`${origin}/api/events/stream`, {
        headers: {
          Authorization: `Bearer ${token}`,
          ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }),
        },
        signal: controller.signal,
      });
    const response = await ask().catch((error: unknown) => {
      if (!isClosedMeanwhile(error)) throw error;
      return ask();
    });
    const client = new StreamClient(response, controller);
    if (response.ok) void client.read();
    return client;
  }

  /** The same, and waits until it is told that it stands. */
  static async ready(origin: string, token: string, lastEventId?: string): Promise<StreamClient> {
    const client = await StreamClient.connect(origin, token, lastEventId);
    if (!client.response.ok) throw new Error(`the stream answered ${client.response.status}`);
    await waitFor('the stream is ready', () => Promise.resolve(client.messages.length > 0));
    return client;
  }

  /** The events so far, without the messages about the stream. */
  get events(): Message['data'][] {
    return this.messages.filter(({ event }) => event === 'message').map(({ data }) => data);
  }

  get names(): string[] {
    return this.messages.map(({ event }) => event).filter((event) => event !== 'message');
  }

  get lastId(): string {
    return this.messages.at(-1)!.id;
  }

  /** Waits for the event about a thing. */
  heard(entityId: string, type?: string): Promise<Message['data']> {
    return waitFor(`an event of ${entityId}`, () =>
      Promise.resolve(this.events.find(({ entity, type: is }) => entity.id === entityId && (type ?? is) === is)),
    );
  }

  close(): void {
    this.controller.abort();
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const chunk of this.response.body!) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop()!;
        for (const block of blocks) this.take(block);
      }
    } catch {
      // Broken: said by `ended`.
    }
    this.ended = true;
  }

  private take(block: string): void {
    const fields = new Map(
      block.split('\n').map((line) => [line.split(':', 1)[0]!, line.slice(line.indexOf(':') + 1).trim()]),
    );
    if (fields.has('')) this.comments += 1;
    const data = fields.get('data');
    if (data === undefined) return;
    this.messages.push({
      id: fields.get('id') ?? '',
      event: fields.get('event') ?? 'message',
      data: JSON.parse(data) as Message['data'],
    });
  }
}
