import { Diagnostics } from '../language/diagnostic.ts';
import { isBlockOfSteps } from '../language/markdown/block-of-steps.ts';
import { readMarkdown } from '../language/markdown/markdown.ts';
import type { Spec } from '../language/parse.ts';
import type { Span } from '../language/source.ts';
import { PROSE_KEYS } from '../language/typographic-quotes.ts';
import { readYaml } from '../language/yaml/yaml.ts';
import type { YamlNode, YamlScalar } from '../language/yaml/yaml-node.ts';

/** A scalar of a step, with the keys that lead to it: `body`, `items`, `price`. */
export type StepValue = {
  readonly keys: readonly string[];
  readonly node: YamlScalar;
  /** Whether it is quoted. */
  readonly isQuoted: boolean;
};

const known = new WeakMap<Spec, readonly StepValue[]>();

/** The scalars of all steps of a document as written, except prose such as descriptions. */
export function stepValuesOf(spec: Spec): readonly StepValue[] {
  const values = known.get(spec) ?? stepFences(spec).flatMap((span) => valuesIn(spec, span));
  known.set(spec, values);
  return values;
}

/** Where the texts for people stand, in all steps of a document. */
export const proseSpansOf = (spec: Spec): readonly Span[] =>
  stepFences(spec).flatMap((span) =>
    stepsIn(spec, span).flatMap((step) =>
      step.kind === 'map'
        ? step.entries.filter(({ key }) => PROSE_KEYS.has(key)).map(({ value }) => value.span)
        : [],
    ),
  );

/** The blocks of a document that hold its steps. */
export const stepFences = ({ source: { text }, steps }: Spec): readonly Span[] =>
  readMarkdown(text)
    .fences.filter((fence) => isBlockOfSteps(text, fence))
    .map(({ span }) => span)
    .filter((span) => steps.some((step) => step.span.start >= span.start && step.span.end <= span.end));

const valuesIn = (spec: Spec, span: Span): readonly StepValue[] =>
  stepsIn(spec, span).flatMap((step) => scalarsOf(spec.source.text, step, []));

function stepsIn({ source: { text } }: Spec, span: Span): readonly YamlNode[] {
  const root = readYaml(text, span, new Diagnostics());
  const steps = root?.kind === 'map' ? root.entries.find(({ key }) => key === 'steps')?.value : undefined;
  return steps?.kind === 'list' ? steps.items : [];
}

function scalarsOf(text: string, node: YamlNode, keys: readonly string[]): readonly StepValue[] {
  switch (node.kind) {
    case 'scalar':
      return [{ keys, node, isQuoted: /["']/.test(text[node.span.start] ?? '') }];
    case 'list':
      return node.items.flatMap((item) => scalarsOf(text, item, keys));
    case 'map':
      return node.entries.flatMap(({ key, value }) =>
        keys.length === 0 && PROSE_KEYS.has(key) ? [] : scalarsOf(text, value, [...keys, key]),
      );
  }
}
