import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { ApiError, malformed } from './errors.js';
import { problemOf } from './middleware/errors.js';

/** Answers by the one error contract also to what is no HTTP request at all: Node gives such bytes to nobody else. */
export function answerClientErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const problem = toProblem(error.code);
    const traceId = randomBytes(16).toString('hex');
    const body = JSON.stringify(problemOf(problem, { traceId, originalUrl: '' }));
    const reason = { 400: 'Bad Request', 408: 'Request Timeout', 431: 'Request Header Fields Too Large' }[
      problem.status
    ];
    socket.end(
      `HTTP/1.1 ${problem.status} ${reason ?? 'Bad Request'}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
        `X-Trace-Id: ${traceId}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
}

function toProblem(code: string | undefined): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new ApiError({
      status: 431,
      code: 'HEADERS_TOO_LARGE',
      title: 'The headers are too large',
      howToFix: ['Send at most 16 KiB of headers.'],
    });
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new ApiError({
      status: 408,
      code: 'REQUEST_TIMEOUT',
      title: 'The request took too long to arrive',
      howToFix: ['Send it again.'],
    });
  }
  return malformed('This is not a well-formed HTTP request', 'Send HTTP/1.1 with valid header lines.');
}
