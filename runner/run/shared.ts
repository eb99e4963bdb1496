import { type Exchange, type HttpRequest, lastAttempt } from '../http/exchange.ts';

/** Answers that several specs share. */
export type SharedAnswers = {
  /** Sends a request once for all specs that need the same; `asker` is the spec's path. */
  readonly ask: (request: HttpRequest, asker: string, send: () => Promise<Exchange>) => Promise<Exchange>;
  /** How often an answer that a spec requested served another. */
  readonly timesReused: (asker: string) => number;
};

/** Requests are the same when method, URL and headers are equal; headers include the credentials. */
export function createSharedAnswers(): SharedAnswers {
  const answers = new Map<string, { readonly asker: string; readonly exchange: Promise<Exchange> }>();
  const reused = new Map<string, number>();
  return {
    timesReused: (asker) => reused.get(asker) ?? 0,
    ask: async ({ method, url, headers }, asker, send) => {
      const sorted = Object.entries(headers).toSorted(([a], [b]) => (a < b ? -1 : 1));
      const key = JSON.stringify([method, url, sorted]);
      for (let known = answers.get(key); known !== undefined; known = answers.get(key)) {
        const exchange = await known.exchange;
        if (wasStopped(exchange)) {
          // An abort belongs to the spec that asked: the next one sends the request again.
          if (answers.get(key) === known) answers.delete(key);
          continue;
        }
        if (known.asker !== asker) reused.set(known.asker, (reused.get(known.asker) ?? 0) + 1);
        return exchange;
      }
      const exchange = send();
      answers.set(key, { asker, exchange });
      return exchange;
    },
  };
}

function wasStopped(exchange: Exchange): boolean {
  const attempt = lastAttempt(exchange);
  return 'error' in attempt && attempt.error.code === 'aborted';
}
