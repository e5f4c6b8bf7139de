declare module 'autocannon' {
  export interface Request {
    method: string;
    path: string;
    headers: Record<string, string>;
    body: string;
  }
  export interface Client {
    setRequests(requests: Request[]): void;
    on(event: 'response', listener: () => void): void;
  }
  export interface Result {
    '2xx': number;
    non2xx: number;
    errors: number;
    timeouts: number;
    /** Seconds. */
    duration: number;
    /** Milliseconds. */
    latency: { p50: number; p99: number; max: number; average: number };
  }
  export interface Options {
    url: string;
    connections: number;
    amount: number;
    timeout?: number;
    setupClient(client: Client): void;
  }
  export default function autocannon(options: Options): Promise<Result>;
}
