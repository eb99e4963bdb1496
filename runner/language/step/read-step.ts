import type { Diagnostics } from '../diagnostic.ts';
import type { Mutable } from '../records.ts';
import { Fields } from '../yaml/fields.ts';
import type { YamlMap, YamlNode } from '../yaml/yaml-node.ts';
import { refuseBrokenTemplates } from './broken-templates.ts';
import { otherStepKeys } from './other-keys.ts';
import { readContent } from './read-content.ts';
import type { SectionName, Step } from './step.ts';
import type { StepKey } from './step-key.ts';
import { STEP_KEYS, stepKeys } from './step-keys.ts';
import { spansOf } from './step-spans.ts';

/** The keys that a step may have, in every spelling. */
export const stepKeyNames: readonly string[] = stepKeys.flatMap(([key, { alias }]) =>
  alias === undefined ? [key] : [key, alias],
);

/** `retry` is the last optional part of a step: the digests of steps in `proven.json` depend on this order. */
const isLast = (key: string): boolean => key === 'retry';

/** Optional parts are read before those with a default. */
const orderOf = (key: string, { absent }: StepKey): number =>
  absent === undefined ? (isLast(key) ? 1 : 0) : 2;

const sorted = stepKeys
  .filter(([, row]) => row.isRequired !== true)
  .toSorted(([a, rowA], [b, rowB]) => orderOf(a, rowA) - orderOf(b, rowB))
  .map(([key, row], order) => ({ key, order, ...row }));

/** The rows that are read after the required ones, by each spelling of their keys. */
const rowsByName = new Map(
  sorted.flatMap((row) =>
    [row.key, ...(row.alias === undefined ? [] : [row.alias])].map((name) => [name, row]),
  ),
);

type OrderedRow = (typeof sorted)[number];

/** The rows of the keys that a step has, in their order: far fewer than the whole table. */
function rowsIn({ entries }: YamlMap): readonly OrderedRow[] {
  const rows: OrderedRow[] = [];
  for (const { key } of entries) {
    const row = rowsByName.get(key);
    if (row === undefined || rows.includes(row)) continue;
    let at = rows.length;
    for (; at > 0 && rows[at - 1]!.order > row.order; at--) rows[at] = rows[at - 1]!;
    rows[at] = row;
  }
  return rows;
}

/** Undefined when the step lacks a required key. */
export function readStep(node: YamlNode, section: SectionName, diagnostics: Diagnostics): Step | undefined {
  if (node.kind !== 'map') {
    diagnostics.error('wrong-type', node.span, 'expected a step (a map with id, method and path)');
    return undefined;
  }
  const fields = new Fields(node, diagnostics);
  fields.refuseUnknown(
    'a step',
    stepKeyNames,
    otherStepKeys((key) => fields.has(key)),
  );
  refuseBrokenTemplates(node, diagnostics);
  const id = STEP_KEYS.id.read(fields);
  const method = STEP_KEYS.method.read(fields);
  const path = STEP_KEYS.path.read(fields, diagnostics);
  if (id === undefined || method === undefined || path === undefined) return undefined;
  const { body, content, formFields, fileFields } = readContent(fields, diagnostics);
  // Written out: copies and loops that make such an object take many times as long.
  const step: Mutable<Step> = {
    id,
    section,
    method,
    path,
    params: STEP_KEYS.params.absent,
    headers: STEP_KEYS.headers.absent,
    content,
    formFields,
    fileFields,
    extract: STEP_KEYS.extract.absent,
    expect: STEP_KEYS.expect.absent,
    onFail: STEP_KEYS.onFail.absent,
    sleepMs: STEP_KEYS.sleep.absent,
    share: STEP_KEYS.share.absent,
    span: node.span,
    spans: spansOf(node),
  };
  for (const { field, read } of rowsIn(node)) {
    const value = read === 'content' ? (field === 'body' ? body : undefined) : read(fields, diagnostics);
    if (value !== undefined) (step as Record<string, unknown>)[field] = value;
  }
  return step;
}
