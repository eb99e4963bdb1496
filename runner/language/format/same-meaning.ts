import { isDeepStrictEqual } from 'node:util';
import { Diagnostics } from '../diagnostic.ts';
import { parseSpec, type Spec } from '../parse.ts';
import type { SourceFile } from '../source.ts';
import { readAnyYaml } from '../yaml/yaml.ts';
import type { YamlNode } from '../yaml/yaml-node.ts';
import { inventory } from './inventory.ts';

/** Whether a block has the same values, as they are written, under the same keys, and loses no comment. */
export function isSameBlock(before: string, after: string): boolean {
  const old = readWhole(before);
  const now = readWhole(after);
  return (
    old !== undefined && now !== undefined && isSameNode(old, now) && inventory(before) === inventory(after)
  );
}

const readWhole = (text: string): YamlNode | undefined =>
  readAnyYaml(text, { start: 0, end: text.length }, new Diagnostics());

function isSameNode(a: YamlNode, b: YamlNode): boolean {
  if (a.kind === 'scalar')
    return (
      b.kind === 'scalar' &&
      isDeepStrictEqual(a.value, b.value) &&
      String(a.value) === String(b.value) &&
      a.source === b.source
    );
  if (a.kind === 'list')
    return (
      b.kind === 'list' &&
      a.items.length === b.items.length &&
      a.items.every((item, at) => isSameNode(item, b.items[at]!))
    );
  if (b.kind !== 'map' || a.entries.length !== b.entries.length) return false;
  const values = new Map(b.entries.map(({ key, value }) => [key, value]));
  return a.entries.every(({ key, value }) => {
    const other = values.get(key);
    return other !== undefined && isSameNode(value, other);
  });
}

/** Whether a document says the same as another: metadata, steps in their order, and nothing wrong that was right. */
export function isSameSpec(before: Spec, source: SourceFile): boolean {
  const after = parseSpec(source);
  return before.isSpec === after.isSpec && meaningOf(before) === meaningOf(after) && isNoWorse(before, after);
}

const meaningOf = ({ metadata, steps, uses }: Spec): string =>
  JSON.stringify({ metadata, steps, uses }, (key, value: unknown) => (PLACES.has(key) ? undefined : value));

const PLACES: ReadonlySet<string> = new Set(['span', 'spans', 'keySpan']);

function isNoWorse(before: Spec, after: Spec): boolean {
  const left = before.diagnostics.map(({ rule, message }) => `${rule} ${message}`);
  return after.diagnostics.every(({ rule, message }) => {
    const at = left.indexOf(`${rule} ${message}`);
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  });
}
