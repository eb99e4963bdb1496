import type { SentExchange } from '../../http/exchange.ts';
import type { RenderedStep } from '../request/render.ts';

/** The exchanges of a step, in the order of sending, for an archive. */
export type Recording = {
  readonly filled: RenderedStep;
  readonly token: string;
  readonly sent: readonly RecordedExchange[];
  readonly onSent: (sent: SentExchange) => void;
};

/** `leftOutBytes`: the size of a body that is not kept. */
type RecordedExchange = SentExchange & { readonly leftOutBytes?: number };

/** The bodies of a step that are kept: one that polls for long would otherwise fill the memory. */
const MOST_BYTES = 4_000_000;

const EMPTY = new Uint8Array();

export function createRecording(filled: RenderedStep, token: string): Recording {
  const sent: RecordedExchange[] = [];
  let bytes = 0;
  return {
    filled,
    token,
    sent,
    onSent: (exchange) => {
      const { attempt } = exchange;
      const size = 'response' in attempt ? attempt.response.body.byteLength : 0;
      bytes += size;
      if ('response' in attempt && size > 0 && bytes > MOST_BYTES) {
        const response = { ...attempt.response, body: EMPTY };
        sent.push({ ...exchange, attempt: { ...attempt, response }, leftOutBytes: size });
      } else sent.push(exchange);
    },
  };
}
