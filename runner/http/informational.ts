import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { kParser } from 'undici/lib/core/symbols.js';

/** What the parser of the HTTP client is called with when the head of a message is complete. */
type OnHead = (this: unknown, status: number, isUpgrade: boolean, keepAlive: boolean) => number;
type Parser = { onHeadersComplete: OnHead };

/** The client reports each new connection here. */
const CONNECTED = 'undici:client:connected';

/** An informational status that the client reads past. */
const PROCESSING = 102;

let isWatching = false;

/**
 * Makes the HTTP client read 100 Continue and 101 Switching Protocols as it reads other informational answers. By itself it
 * takes them for a broken connection, unless they were asked for; RFC 9110, section 15.2, has a client read past any 1xx
 * that it does not expect. The parser's class is not exported, so it is changed when the first connection shows it.
 */
export function acceptInformational(): void {
  if (isWatching) return;
  isWatching = true;
  subscribe(CONNECTED, changeParserOf);
}

function changeParserOf(message: unknown): void {
  const { socket } = message as { readonly socket: { readonly [kParser]?: Parser | null } };
  const parser = socket[kParser];
  // A connection of HTTP/2 has none, nor has one of another copy of the client.
  if (parser === undefined || parser === null) return;
  unsubscribe(CONNECTED, changeParserOf);
  const prototype = Object.getPrototypeOf(parser) as Parser;
  const { onHeadersComplete } = prototype;
  prototype.onHeadersComplete = function (status, isUpgrade, keepAlive) {
    if (status === 100) return onHeadersComplete.call(this, PROCESSING, isUpgrade, keepAlive);
    return onHeadersComplete.call(this, status, isUpgrade && status !== 101, keepAlive);
  };
}
