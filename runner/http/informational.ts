import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { kParser } from 'undici/lib/core/symbols.js';

/** The HTTP client's parser calls this when the head of a message is complete. */
type OnHead = (this: unknown, status: number, isUpgrade: boolean, keepAlive: boolean) => number;
type Parser = { onHeadersComplete: OnHead };

/** The client announces each new connection on this channel. */
const CONNECTED = 'undici:client:connected';

/** An informational status that the client skips. */
const PROCESSING = 102;

let isWatching = false;

/**
 * Makes the HTTP client skip 100 Continue and 101 Switching Protocols like other informational responses. On its own it treats
 * unrequested ones as a broken connection; RFC 9110, section 15.2, requires a client to skip any 1xx it does not expect. The
 * parser's class is not exported, so its prototype is patched when the first connection reveals it.
 */
export function acceptInformational(): void {
  if (isWatching) return;
  isWatching = true;
  subscribe(CONNECTED, changeParserOf);
}

function changeParserOf(message: unknown): void {
  const { socket } = message as { readonly socket: { readonly [kParser]?: Parser | null } };
  const parser = socket[kParser];
  // HTTP/2 connections, and those of another copy of the client, have no parser.
  if (parser === undefined || parser === null) return;
  unsubscribe(CONNECTED, changeParserOf);
  const prototype = Object.getPrototypeOf(parser) as Parser;
  const { onHeadersComplete } = prototype;
  prototype.onHeadersComplete = function (status, isUpgrade, keepAlive) {
    if (status === 100) return onHeadersComplete.call(this, PROCESSING, isUpgrade, keepAlive);
    return onHeadersComplete.call(this, status, isUpgrade && status !== 101, keepAlive);
  };
}
