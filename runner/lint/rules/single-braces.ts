import { stepValuesOf } from '../values.ts';
import type { Lint, LintRule } from '../rule.ts';

const BRACES = /(?<![{$#\\%\w])\{([A-Za-z_][\w.]*)\}(?!\})/g;

/** In a path `{x}` is a parameter. A whole text in braces is reported when the step is read. */
export const singleBraces: LintRule = {
  id: 'single-braces',
  severity: 'warning',
  finds: '`{x}` where `{{x}}` is meant',
  check: (spec, { isProvided }) => {
    const extracted = new Set(spec.steps.flatMap(({ extract }) => extract.map(({ name }) => name)));
    return stepValuesOf(spec).flatMap(({ keys, node }): readonly Lint[] => {
      if (typeof node.value !== 'string' || keys[0] === 'path' || keys[0] === 'extract') return [];
      if (WARNED.has(keys[0]!) || /^\{[^{}]*\}$/.test(node.value)) return [];
      const places = [...spec.source.text.slice(node.span.start, node.span.end).matchAll(BRACES)];
      return [...node.value.matchAll(BRACES)].flatMap(([written, name], nth): readonly Lint[] => {
        if (!extracted.has(name!.split('.', 1)[0]!) && !isProvided(name!)) return [];
        const place = places[nth];
        // An escape in the text may hide braces.
        if (place?.[0] !== written) return [];
        const start = node.span.start + place.index;
        const span = { start, end: start + written.length };
        return [
          {
            span,
            message: `expected a variable as {{${name}}}, found ${written}, which is sent unchanged`,
            hint: `write {{${name}}}`,
            fix: [{ span, text: `{{${name}}}` }],
          },
        ];
      });
    });
  },
};

/** Keys for which reading the step reports it. */
const WARNED: ReadonlySet<string> = new Set(['headers', 'params', 'form_fields']);
