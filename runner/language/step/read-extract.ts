import type { Diagnostics } from '../diagnostic.ts';
import { parseQuery } from '../jsonpath/jsonpath.ts';
import { shorten } from '../shorten.ts';
import type { Span } from '../source.ts';
import { fillPathText } from '../template/path-text.ts';
import { isTemplate } from '../template/compile.ts';
import type { Rendering } from '../template/template.ts';
import { jsonOf, type WrittenJson } from '../template/written.ts';
import { adviseOnQuotes } from '../typographic-quotes.ts';
import { Fields } from '../yaml/fields.ts';
import type { YamlNode } from '../yaml/yaml-node.ts';

export type Extract = {
  readonly name: string;
  readonly from:
    | { readonly kind: 'body'; readonly path: string }
    | { readonly kind: 'header'; readonly header: string };
  /** A missing value is no failure. */
  readonly optional: boolean;
  /** The value for a path that finds nothing. */
  readonly default?: WrittenJson;
  /** Every node the path selects, as a list. */
  readonly all: boolean;
  /** The value is a secret from now on. */
  readonly redact: boolean;
  /** `redact: false`: not a secret, in spite of its name. */
  readonly isShown?: true;
};

const EXTRACT_KEYS = ['path', 'header', 'optional', 'default', 'all', 'redact'];

/** Reads the variables that a step extracts from its answer. */
export const readExtracts = (fields: Fields, diagnostics: Diagnostics): readonly Extract[] =>
  (fields.map('extract')?.entries ?? []).flatMap(({ key, value }) => readExtract(key, value, diagnostics));

function readExtract(name: string, node: YamlNode, diagnostics: Diagnostics): readonly Extract[] {
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    refuseBrokenQuery(node.value, node.span, diagnostics);
    return [{ name, optional: false, all: false, redact: false, from: { kind: 'body', path: node.value } }];
  }
  if (node.kind !== 'map') {
    diagnostics.error(
      'wrong-type',
      node.span,
      `extract "${name}": expected a JSONPath, or a map with path or header`,
    );
    return [];
  }
  const extract = new Fields(node, diagnostics);
  extract.refuseUnknown('extract', EXTRACT_KEYS);
  const path = extract.text('path');
  const header = extract.text('header');
  if ((path === undefined) === (header === undefined)) {
    diagnostics.error('extract', node.span, `extract "${name}": expected either "path" or "header"`);
    return [];
  }
  if (path !== undefined) refuseBrokenQuery(path, extract.spanOf('path'), diagnostics);
  const fallback = extract.written('default');
  return [
    {
      name,
      from: path === undefined ? { kind: 'header', header: header! } : { kind: 'body', path },
      optional: extract.flag('optional') ?? fallback !== undefined,
      all: extract.flag('all') ?? false,
      redact: extract.flag('redact') ?? false,
      ...(extract.flag('redact') === false && { isShown: true as const }),
      ...(fallback !== undefined && { default: fallback }),
    },
  ];
}

/** Reports why a text is not a JSONPath; one with variables is parsed after they are filled in. */
export function refuseBrokenQuery(path: string, span: Span, diagnostics: Diagnostics): void {
  if (isTemplate(path)) return;
  const result = parseQuery(path);
  if ('problem' in result)
    diagnostics.error(
      'jsonpath',
      span,
      `"${shorten(path)}" is not a JSONPath: ${result.problem}`,
      adviseOnQuotes(path) ?? 'write it like: $.data.items[0].id',
    );
}

/** Visits the texts of extracts that may hold variables; the names of the extracted variables may not. */
export function visitExtracts(extracts: readonly Extract[], visit: (text: WrittenJson) => void): void {
  for (const { from } of extracts) visit(from.kind === 'body' ? from.path : from.header);
  for (const { default: fallback } of extracts) if (fallback !== undefined) visit(fallback);
}

/** Fills in the paths of extracts before the request is sent, so that a missing variable is found in time. */
export function checkExtracts(extracts: readonly Extract[], work: Rendering): void {
  for (const { from, default: fallback } of extracts) {
    if (from.kind === 'body') fillPathText(from.path, work);
    else work.json(from.header);
    if (fallback !== undefined) work.json(jsonOf(fallback));
  }
}
