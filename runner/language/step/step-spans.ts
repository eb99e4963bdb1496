import type { Span } from '../source.ts';
import type { YamlMap } from '../yaml/yaml-node.ts';

/** The spans of the parts of a step, by their keys: `path`, `expect.status`, `expect.body.$.id`. */
export function spansOf(step: YamlMap): Readonly<Record<string, Span>> {
  const spans: Record<string, Span> = {};
  for (const { key, value } of step.entries) {
    spans[key] = value.span;
    if (value.kind !== 'map' || !['expect', 'extract', 'retry'].includes(key)) continue;
    for (const inner of value.entries) {
      spans[`${key}.${inner.key}`] = inner.value.span;
      if (inner.value.kind !== 'map' || (inner.key !== 'body' && inner.key !== 'headers')) continue;
      for (const leaf of inner.value.entries) spans[`${key}.${inner.key}.${leaf.key}`] = leaf.value.span;
    }
  }
  return spans;
}
