import { stepValuesOf } from '../values.ts';
import type { Lint, LintRule } from '../rule.ts';
import type { YamlScalar } from '../../language/yaml/yaml-node.ts';

/** Values under these keys are always texts, so nothing else can be meant. */
const TEXTS: ReadonlySet<string> = new Set([
  'params',
  'headers',
  'form_fields',
  'path',
  'id',
  'token',
  'method',
]);

/** Checks only values that are sent or compared as data. */
export const yamlSurprise: LintRule = {
  id: 'yaml-surprise',
  severity: 'warning',
  finds: 'YAML that means something else than it looks: `no`, `010`, `1e3`',
  check: (spec) =>
    stepValuesOf(spec).flatMap(({ keys, node, isQuoted }): readonly Lint[] => {
      const isData = keys[0] === 'body' || (keys[0] === 'expect' && keys[1] === 'body');
      if (isQuoted || TEXTS.has(keys[0]!) || !isData) return [];
      const written = spec.source.text.slice(node.span.start, node.span.end);
      const meaning = meaningOf(written, node);
      if (meaning === undefined) return [];
      return [
        {
          span: node.span,
          message: `${keys.join('.')}: ${written} means ${meaning.is}`,
          hint: meaning.hint,
        },
      ];
    }),
};

function meaningOf(
  written: string,
  { value }: YamlScalar,
): { readonly is: string; readonly hint: string } | undefined {
  if (/^(?:yes|no|on|off|y|n)$/i.test(written) && typeof value === 'string')
    return {
      is: `the text "${written}", not true or false`,
      hint: `write "${written}" in quotes, or true or false`,
    };
  if (typeof value === 'string') return undefined;
  if (/^[-+]?0\d+$/.test(written))
    return { is: `the number ${shown(value)}`, hint: `write "${written}" in quotes, or ${shown(value)}` };
  if (/^[-+]?[\d.]+e[-+]?\d+$/i.test(written))
    return { is: `the number ${shown(value)}`, hint: `write "${written}" in quotes, or ${shown(value)}` };
  if (/^0[xo]/i.test(written))
    return { is: `the number ${shown(value)}`, hint: `write "${written}" in quotes, or ${shown(value)}` };
  return undefined;
}

const shown = (value: YamlScalar['value']): string => String(value);
