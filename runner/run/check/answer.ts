import { memoize } from '../../language/memoize.ts';
import type { HttpResponse } from '../../http/exchange.ts';
import type { Answer, AnswerBody } from '../../language/answer.ts';
import { readExactJson, roundExact } from '../../language/json/exact-json.ts';
import { problemOfJson } from '../../language/json-problem.ts';
import { RecentCache } from '../../language/recent-cache.ts';

const JSON_TYPE = /^[^/]+\/(?:[^/]+\+)?json$/;
/** Newline-delimited JSON, under the names in use. */
const LINES_TYPE = /^(?:application|text)\/(?:x-)?(?:ndjson|jsonl|jsonlines|json-lines|json-seq)$/;
const TEXT_TYPE =
  /^text\/|[/+](?:xml|yaml|x-yaml|csv|javascript|ecmascript|x-www-form-urlencoded|graphql|sql|jwt|jose)$/;

/** A response with its body read; `notFollowed` says why a redirect was not followed. */
export const readAnswer = (response: HttpResponse, notFollowed?: string): Answer => ({
  status: response.status,
  headers: response.headers,
  bodyBytes: response.body.byteLength,
  ...readAnswerBody(response),
  ...(notFollowed !== undefined && { notFollowed }),
});

/** Reads the body of a response by its `Content-Type`, not by its look: a `text/plain` body `12345` is not a number. */
export function readAnswerBody({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): AnswerBody {
  return body.byteLength === 0
    ? without('expected JSON, the answer has no body')
    : reading(body, headers['content-type'] ?? '').content;
}

/** A body as text, and its content. */
type Reading = { readonly decoded: Decoded; readonly content: AnswerBody };

type Bytes = { readonly body: Uint8Array; readonly contentType: string };

const isSame = (a: Bytes, b: Bytes): boolean =>
  a.contentType === b.contentType &&
  (a.body === b.body || (a.body.byteLength === b.body.byteLength && Buffer.compare(a.body, b.body) === 0));

/** Of longer bodies only the last one is cached: they rarely repeat, and take memory. */
const LONGEST_SHARED = 64_000;
/** Many specs request the same list first, so it is read once. */
const shared = new RecentCache<Bytes, Reading>(8, isSame);
const last = new RecentCache<Bytes, Reading>(1, isSame);

const reading = (body: Uint8Array, contentType: string): Reading =>
  (body.byteLength > LONGEST_SHARED ? last : shared).getOrCompute({ body, contentType }, () => {
    const decoded = decodeText(contentType, body);
    const content = 'problem' in decoded ? without(decoded.problem) : readText(decoded.text, contentType);
    return { decoded, content };
  });

function readText(text: string, contentType: string): AnswerBody {
  const { type, isJson } = typeOf(contentType);
  if (isJson) return jsonOf(text, type);
  if (LINES_TYPE.test(type)) return linesOf(text, type);
  if (type === 'text/event-stream') return listOf(eventsOf(text));
  const isText = TEXT_TYPE.test(type);
  const inside = type === '' || /^\s*[[{]/.test(text) ? jsonOf(text, type) : undefined;
  if (inside?.problem === undefined && inside !== undefined)
    return {
      ...inside,
      ...(isText && { text }),
      ...(type !== '' && {
        readAsJson: `the answer says it is ${type}, and was read as the JSON that it is`,
      }),
    };
  const found = type === '' ? 'of no stated type, and no JSON' : type;
  return { ...without(`expected JSON, the answer is ${found}`), ...(isText && { text }) };
}

const without = (problem: string): AnswerBody => ({ json: undefined, problem });

function listOf(items: readonly unknown[]): AnswerBody {
  const rounded = roundExact(items);
  return { json: items, ...(rounded !== items && { rounded }) };
}

/** The media type without parameters, and the charset of a `Content-Type`. */
type StatedType = { readonly type: string; readonly isJson: boolean; readonly charset: string | undefined };

const MAX_TYPES = 100;

const typeOf = memoize(MAX_TYPES, (contentType: string): StatedType => {
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase();
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1];
  return { type, isJson: JSON_TYPE.test(type), charset };
});

const utf8 = new TextDecoder('utf-8', { fatal: true });
const lenientUtf8 = new TextDecoder();

type Decoded = { readonly text: string } | { readonly problem: string };

/** A body as text, in the charset of its `Content-Type` (RFC 9110, section 8.3.2), else in UTF-8. */
function decodeText(contentType: string, body: Uint8Array): Decoded {
  const { charset } = typeOf(contentType);
  const isUtf8 = charset === undefined || /^utf-?8$/i.test(charset);
  if (isUtf8) {
    const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
    // Nearly every body: no invalid bytes, which become this character, and no byte order mark.
    if (!text.includes('\ufffd') && !text.startsWith('\ufeff')) return { text };
  }
  try {
    return { text: (isUtf8 ? utf8 : new TextDecoder(charset, { fatal: true })).decode(body) };
  } catch (error) {
    return {
      problem:
        error instanceof RangeError
          ? `the encoding "${charset}" of the answer is not known`
          : `the body of the answer is not ${charset ?? 'UTF-8'}`,
    };
  }
}

/** Whether a body is text in the charset of its `Content-Type`. */
export const isReadable = ({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): boolean =>
  'text' in reading(body, headers['content-type'] ?? '').decoded;

/** A body as text for display: undecodable bytes become a replacement character. */
export function showText(contentType: string | undefined, body: Uint8Array): string {
  const { decoded } = reading(body, contentType ?? '');
  return 'text' in decoded ? decoded.text : lenientUtf8.decode(body);
}

function jsonOf(text: string, type: string): AnswerBody {
  try {
    const read = readExactJson(text);
    const { value, duplicated } = read;
    const rounded = 'rounded' in read ? { rounded: read.rounded } : {};
    if (duplicated.length === 0) return { json: value, ...rounded };
    const names = duplicated.slice(0, 3).map((name) => JSON.stringify(name));
    return {
      json: value,
      ...rounded,
      duplicated: `the answer has more than one member ${names.join(', ')}, of which the last one was read`,
    };
  } catch {
    return without(`expected JSON, as ${type} says: ${problemOfJson(text)}`);
  }
}

function linesOf(text: string, type: string): AnswerBody {
  const items: unknown[] = [];
  let duplicated: string | undefined;
  for (const [at, line] of text.split(/\r?\n|\u001e/).entries()) {
    if (line.trim() === '') continue;
    const read = jsonOf(line, type);
    if (read.problem !== undefined) return without(`line ${at + 1} of the answer: ${read.problem}`);
    duplicated ??= read.duplicated;
    items.push(read.json);
  }
  return { ...listOf(items), ...(duplicated !== undefined && { duplicated }) };
}

/** The events of a completed event stream, with their fields (HTML standard, section 9.2.6); JSON data is parsed. */
function eventsOf(text: string): readonly unknown[] {
  const events: unknown[] = [];
  for (const block of text.replace(/\r\n?/g, '\n').split('\n\n')) {
    const fields = new Map<string, string[]>();
    for (const line of block.split('\n')) {
      const [, name, value] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [];
      if (name === undefined) continue;
      const values = fields.get(name) ?? [];
      values.push(value ?? '');
      fields.set(name, values);
    }
    const data = fields.get('data')?.join('\n');
    if (data === undefined) continue;
    const read = /^\s*[[{]/.test(data) ? jsonOf(data, 'text/event-stream') : undefined;
    const [event, id] = [fields.get('event')?.at(-1), fields.get('id')?.at(-1)];
    events.push({
      ...(event !== undefined && { event }),
      ...(id !== undefined && { id }),
      data: read?.json ?? data,
    });
  }
  return events;
}
