import type { TransportError } from './exchange.ts';

/** The message for bytes that are not HTTP. */
export const notHttp = (host: string, what: string): string =>
  `${host} sent something that is not HTTP: ${what}`;

/** Explains a socket's error code in a sentence. */
export function explainError(error: NodeJS.ErrnoException, host: string): TransportError {
  const cause = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException) : error;
  const code = cause.code ?? '';
  if (code === 'EMFILE' || code === 'ENFILE')
    return { code: 'too-many-files', message: `no connection to ${host}: too many files are open` };
  if (code === 'ECONNREFUSED') return { code: 'refused', message: `${host} refused the connection` };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return { code: 'not-found', message: `the host ${host} is not known (DNS)` };
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return { code: 'timeout', message: `${host} did not answer in time` };
  // A response without a request.
  if (code === 'UND_ERR_SOCKET' && cause.message.startsWith('bad '))
    return {
      code: 'bad-answer',
      message: `${host} sent something that does not belong there: ${cause.message}`,
    };
  if (/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/.test(code))
    return { code: 'reset', message: `${host} closed the connection before the answer was complete` };
  if (/CERT|SELF_SIGNED|SSL|TLS/.test(code))
    return { code: 'tls', message: `TLS with ${host} failed: ${cause.message}` };
  if (code === 'UND_ERR_HEADERS_OVERFLOW')
    return { code: 'bad-answer', message: `the headers that ${host} sent are larger than 16 kB` };
  // The parser's errors do not always have a code; it reports unexpected input as a failed assertion.
  if (cause.name === 'HTTPParserError' || /^HPE_|RES_CONTENT_LENGTH|ERR_ASSERTION/.test(code))
    return { code: 'bad-answer', message: notHttp(host, cause.message) };
  if (/^UND_ERR_(INVALID_ARG|REQ_CONTENT_LENGTH|NOT_SUPPORTED)/.test(code) || code === 'ERR_INVALID_CHAR')
    return { code: 'bad-request', message: `the request cannot be sent: ${cause.message}` };
  return { code: 'other', message: `${host}: ${cause.message}` };
}
