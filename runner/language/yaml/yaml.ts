import { parseAllDocuments } from 'yaml';
import type { Diagnostics } from '../diagnostic.ts';
import type { ExactNumber } from '../json/exact-number.ts';
import { readPlainYaml } from './plain-yaml.ts';
import { type Span, withLineFeeds } from '../source.ts';
import { adviseOnYaml } from './yaml-advice.ts';
import type { YamlEntry, YamlNode } from './yaml-node.ts';
import { MAX_NODE_DEPTH, NodeReader, scalarNode } from './library-nodes.ts';

/** Plain JSON data. */
export type Json =
  | string
  | number
  | ExactNumber
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

const TOO_DEEP = new RegExp(`(?:[-?:][ \\t]+){${MAX_NODE_DEPTH}}`);

/** Whether one line nests so many lists that the YAML library would crash the process. */
export const nestsTooDeep = (yaml: string): boolean => TOO_DEEP.test(yaml);

/**
 * Reads one YAML document at `span` of `text`, by YAML 1.2's core schema: dates stay strings and `yes` is a word. A mistake
 * becomes a diagnostic, and the result is undefined.
 */
export const readYaml = (text: string, span: Span, diagnostics: Diagnostics): YamlNode | undefined =>
  readPlainYaml(text, span) ?? readAnyYaml(text, span, diagnostics);

/** Reads with the library alone, which supports all of YAML. */
export function readAnyYaml(text: string, span: Span, diagnostics: Diagnostics): YamlNode | undefined {
  const errorsBefore = errorsIn(diagnostics);
  const yaml = withLineFeeds(text.slice(span.start, span.end));
  if (nestsTooDeep(yaml)) {
    diagnostics.error('yaml-depth', span, `nested deeper than ${MAX_NODE_DEPTH} levels`);
    return undefined;
  }
  const documents = parseAllDocuments(yaml, {
    version: '1.2',
    schema: 'core',
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  if ('empty' in documents) return { kind: 'scalar', span, value: null };
  const document = documents[0];
  if (document === undefined) return { kind: 'scalar', span, value: null };
  // Report the first mistake only; the later ones mostly follow from it.
  for (const error of documents.flatMap((each) => each.errors).slice(0, 1)) {
    const [start, end] = error.pos;
    const said = adviseOnYaml(yaml, { code: error.code, message: error.message, start, end });
    const at = {
      start: span.start + said.start,
      end: Math.min(span.end, span.start + Math.max(said.end, said.start + 1)),
    };
    diagnostics.error('yaml', at, said.message, said.hint);
  }
  if (documents.length > 1) {
    const second = documents[1]!.range[0] + span.start;
    diagnostics.error(
      'yaml-documents',
      { start: second, end: second + 1 },
      'expected one YAML document, found several',
    );
  }
  if (errorsIn(diagnostics) > errorsBefore) return undefined;
  const reader = new NodeReader(span.start, diagnostics, (alias) => alias.resolve(document));
  const root = document.contents === null ? scalarNode(span, null) : reader.read(document.contents, 0);
  return errorsIn(diagnostics) > errorsBefore ? undefined : root;
}

const errorsIn = ({ list }: Diagnostics): number =>
  list.filter(({ severity }) => severity === 'error').length;

/** A record from the values of a map; a key called `__proto__` is an ordinary one. */
export function recordOf<T>(
  entries: readonly YamlEntry[],
  change: (value: YamlNode, key: string) => T,
): Record<string, T> {
  const record: Record<string, T> = {};
  for (let at = 0; at < entries.length; at++) {
    const { key, value } = entries[at]!;
    if (key === '__proto__')
      return Object.fromEntries(entries.map((entry) => [entry.key, change(entry.value, entry.key)]));
    record[key] = change(value, key);
  }
  return record;
}

/** The JSON value of a node. A key called `__proto__` stays an ordinary key. */
export function toJson(node: YamlNode): Json {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toJson);
    case 'map':
      return recordOf(node.entries, toJson);
  }
}
