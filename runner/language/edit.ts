import { type Document, isAlias, isMap, isScalar, type Pair, parseDocument } from 'yaml';
import { readFrontmatterSpan } from './markdown/markdown.ts';
import { readPlainYaml } from './yaml/plain-yaml.ts';
import { type Span, withLineFeeds, type Edit } from './source.ts';
import { nestsTooDeep, toJson } from './yaml/yaml.ts';
import type { YamlMap } from './yaml/yaml-node.ts';

/** A new text, and the range of the old text that contains every difference. */
export type Change = { readonly text: string; readonly from: number; readonly to: number };

/** Applies edits that do not overlap, whatever their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const edit of edits.toSorted((a, b) => b.span.start - a.span.start))
    result = result.slice(0, edit.span.start) + edit.text + result.slice(edit.span.end);
  return result;
}

/** A new key is added after the last of these; without any, after `status`, else at the end. */
const TIMESTAMP_KEYS = ['savedAt', 'verifiedAt'];

export type MetadataEdits = { readonly edits: readonly Edit[] } | { readonly refused: string };

/**
 * The edits that give frontmatter keys new values and change nothing else: quoting style, comments, line endings and the place
 * of the key stay. Refuses a document where that is impossible, and verifies itself by reading the result.
 */
export function setMetadata(
  source: string,
  values: Readonly<Record<string, string | number>>,
): MetadataEdits {
  // The YAML library does not know lone carriage returns; offsets are those of the source.
  const text = withLineFeeds(source);
  const span = readFrontmatterSpan(text).frontmatter;
  if (span === undefined) return { refused: 'the document has no frontmatter' };
  const plain = setPlainMetadata(text, span, values);
  if (plain !== undefined) return { edits: plain };
  const yaml = text.slice(span.start, span.end);
  if (nestsTooDeep(yaml)) return { refused: 'the frontmatter nests too deep' };
  const document = parseDocument(yaml, { logLevel: 'silent', prettyErrors: false });
  if (document.errors.length > 0) return { refused: 'the frontmatter is not valid YAML' };
  if (document.contents !== null && !isMap(document.contents))
    return { refused: 'the frontmatter is not a map' };
  const pairs = (document.contents?.items ?? []) as readonly Pair[];
  const eol = /\r?\n|\r/.exec(source)?.[0] ?? '\n';

  const edits: Edit[] = [];
  const missing: string[] = [];
  for (const [key, value] of Object.entries(values)) {
    const pair = pairs.find((each) => isScalar(each.key) && each.key.value === key);
    if (pair === undefined) {
      missing.push(`${indentOf(yaml, pairs)}${key}: ${write(value, 'PLAIN')}${eol}`);
      continue;
    }
    const edit = replaceValue(yaml, pair, value);
    if (edit === undefined) return { refused: `"${key}" holds something other than one value` };
    if (yaml.slice(edit.span.start, edit.span.end) !== edit.text) edits.push(edit);
  }
  if (missing.length > 0) {
    if (document.contents !== null && isMap(document.contents) && document.contents.flow)
      return { refused: 'the frontmatter is a flow map, so a key cannot be added' };
    edits.push(addition(yaml, pairs, missing.join(''), eol));
  }
  if (!changesOnly(yaml, applyEdits(yaml, edits), values))
    return { refused: 'changing the metadata would change something else too' };
  return {
    edits: edits.map(({ span: { start, end }, text }) => ({
      span: { start: start + span.start, end: end + span.start },
      text,
    })),
  };
}

/** The fast path: edits for plain frontmatter that already has all the keys; undefined when it needs the YAML library. */
function setPlainMetadata(
  text: string,
  span: Span,
  values: Readonly<Record<string, string | number>>,
): readonly Edit[] | undefined {
  const before = readPlainYaml(text, span);
  if (before?.kind !== 'map') return undefined;
  const edits: Edit[] = [];
  for (const [key, value] of Object.entries(values)) {
    const old = before.entries.find((entry) => entry.key === key)?.value;
    if (old?.kind !== 'scalar') return undefined;
    const written = write(value, QUOTE_STYLES[text[old.span.start]!]);
    if (text.slice(old.span.start, old.span.end) !== written) edits.push({ span: old.span, text: written });
  }
  const changed = applyEdits(text, edits);
  const after = readPlainYaml(changed, { start: span.start, end: span.end + changed.length - text.length });
  return after?.kind === 'map' && isChangedOnly(before, after, values) ? edits : undefined;
}

/** Whether a map equals another except for these values. */
const isChangedOnly = (
  before: YamlMap,
  after: YamlMap,
  values: Readonly<Record<string, string | number>>,
): boolean =>
  before.entries.length === after.entries.length &&
  before.entries.every(({ key, value: old }, at) => {
    const { key: keyAfter, value } = after.entries[at]!;
    if (key !== keyAfter) return false;
    if (Object.hasOwn(values, key)) return value.kind === 'scalar' && value.value === values[key];
    return old.kind === 'scalar' && value.kind === 'scalar' && typeof old.value !== 'object'
      ? value.value === old.value
      : JSON.stringify(toJson(value)) === JSON.stringify(toJson(old));
  });

const QUOTE_STYLES: Readonly<Record<string, string>> = { '"': 'QUOTE_DOUBLE', "'": 'QUOTE_SINGLE' };

function replaceValue(yaml: string, pair: Pair, value: string | number): Edit | undefined {
  const node = pair.value;
  if (node !== null && isScalar(node) && node.range != null && node.range[1] > node.range[0]) {
    if (node.anchor !== undefined || node.tag !== undefined) return undefined;
    const [start, end] = node.range;
    const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
    if (isBlock && yaml.slice(start, yaml.indexOf('\n', start)).includes('#')) return undefined;
    const trimmed = isBlock ? yaml.slice(start, end).trimEnd().length + start : end;
    return { span: { start, end: trimmed }, text: write(value, isBlock ? 'PLAIN' : node.type) };
  }
  const isEmpty =
    node === null || (isScalar(node) && (node.range == null || node.range[1] === node.range[0]));
  if (!isEmpty || isAlias(node) || !isScalar(pair.key) || pair.key.range == null) return undefined;
  const colon = yaml.indexOf(':', pair.key.range[1]) + 1;
  return { span: { start: colon, end: colon }, text: ` ${write(value, 'PLAIN')}` };
}

/** The indentation of the first key: a map may be indented, and a key added to it gets the same. */
function indentOf(yaml: string, [first]: readonly Pair[]): string {
  const start = (first?.key as { range?: [number, number, number] } | undefined)?.range?.[0] ?? 0;
  return /^ *$/.exec(yaml.slice(yaml.lastIndexOf('\n', start - 1) + 1, start))?.[0] ?? '';
}

function addition(yaml: string, pairs: readonly Pair[], lines: string, eol: string): Edit {
  const lastOf = (keys: readonly string[]) =>
    pairs.findLast((each) => isScalar(each.key) && keys.includes(String(each.key.value)));
  const after = lastOf(TIMESTAMP_KEYS) ?? lastOf(['status']) ?? pairs.at(-1);
  const node = (after?.value ?? after?.key) as { range?: [number, number, number] | null } | undefined;
  const from = Math.max(
    node?.range?.[1] ?? 0,
    (after?.key as { range?: [number, number, number] })?.range?.[1] ?? 0,
  );
  const newline =
    after === undefined ? -1 : yaml.indexOf('\n', Math.max(0, from - (yaml[from - 1] === '\n' ? 1 : 0)));
  if (after !== undefined && newline === -1) {
    return { span: { start: yaml.length, end: yaml.length }, text: eol + lines };
  }
  const at = after === undefined ? 0 : newline + 1;
  return { span: { start: at, end: at }, text: lines };
}

/** Plain where that reads back as the same text, else quoted as the author quoted it; a number is never quoted. */
function write(value: string | number, style: string | undefined | null): string {
  if (typeof value === 'number') return String(value);
  if (style === 'QUOTE_DOUBLE') return JSON.stringify(value);
  if (style === 'QUOTE_SINGLE') return `'${value.replaceAll("'", "''")}'`;
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$|^[a-z]+$/.test(value) && !/^(true|false|null)$/.test(value)
    ? value
    : JSON.stringify(value);
}

function changesOnly(
  before: string,
  after: string,
  values: Readonly<Record<string, string | number>>,
): boolean {
  const document = parseDocument(withLineFeeds(after), { logLevel: 'silent', prettyErrors: false });
  if (document.errors.length > 0) return false;
  const old = valuesOf(parseDocument(before, { logLevel: 'silent' }));
  const now = valuesOf(document);
  if (old === undefined || now === undefined) return false;
  const keys = new Set([...Object.keys(old), ...Object.keys(now), ...Object.keys(values)]);
  return [...keys].every((key) =>
    Object.hasOwn(values, key)
      ? now[key] === JSON.stringify(values[key])
      : Object.hasOwn(old, key) === Object.hasOwn(now, key) && old[key] === now[key],
  );
}

/** The values by key, each as JSON; undefined when aliases make them endless. */
function valuesOf(document: Document): Readonly<Record<string, string>> | undefined {
  try {
    const values = (document.toJS() ?? {}) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]));
  } catch {
    return undefined;
  }
}
