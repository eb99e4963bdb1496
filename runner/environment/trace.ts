import type { Diagnostics } from '../language/diagnostic.ts';
import type { Fields } from '../language/yaml/fields.ts';
import type { Json } from '../language/yaml/yaml.ts';

/** Requests carry a trace id. */
export type TraceSettings = {
  /** The page of a trace, with `{traceId}` in the place of its id. */
  readonly url?: string;
};

export const TRACE_KEYS = ['trace', 'traceUrl'];

const URL_TEXT = /^https?:\/\/[^\s<>"]+$/i;

/** Checks the keys of an environment about traces. */
export function checkTrace(fields: Fields, diagnostics: Diagnostics): void {
  fields.flag('trace');
  const url = fields.text('traceUrl');
  const expected = url === undefined ? undefined : wantedOf(url);
  if (expected !== undefined)
    diagnostics.error(
      'wrong-type',
      fields.spanOf('traceUrl'),
      `"traceUrl": expected ${expected}, found ${JSON.stringify(url)}`,
      'for example https://traces.example.com/trace/{traceId}',
    );
}

/** What a URL of a trace lacks. */
function wantedOf(url: string): string | undefined {
  if (!URL_TEXT.test(url)) return 'an http or https URL with {traceId} in it';
  const places = url.split('{traceId}');
  if (places.length === 1)
    return /\{traceid\}/i.test(url) ? '{traceId} with a capital I only' : '{traceId} in the URL';
  if (places.length > 2) return '{traceId} once';
  return /[{}]/.test(places.join(''))
    ? 'no braces but those of {traceId}, because variables are not filled in'
    : undefined;
}

/** What an environment says about traces; undefined where it sends none. */
export function traceOf({ trace, traceUrl }: Readonly<Record<string, Json>>): TraceSettings | undefined {
  if (trace !== true) return undefined;
  return typeof traceUrl === 'string' ? { url: traceUrl } : {};
}
