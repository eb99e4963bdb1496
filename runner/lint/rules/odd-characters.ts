import type { Span } from '../../language/source.ts';
import type { Lint, LintRule } from '../rule.ts';
import { proseSpansOf, stepFences, stepValuesOf } from '../values.ts';

/** A joiner between letters of other scripts, or within an emoji, is a part of the word. */
const ODD =
  /[\u00a0\u202f\u2007\u200b\u2060\ufeff\u00ad]|(?<=[\0-\x7f])[\u200c\u200d]|[\u200c\u200d](?=[\0-\x7f])|^[ ]*\t/gm;
const BLANKS: ReadonlySet<string> = new Set(['\u00a0', '\u202f', '\u2007']);

const NAMES: Readonly<Record<string, string>> = {
  '\u00a0': 'a no-break blank (U+00A0)',
  '\u202f': 'a narrow no-break blank (U+202F)',
  '\u2007': 'a figure blank (U+2007)',
  '\u00ad': 'a soft hyphen (U+00AD)',
};

/** In prose these characters are harmless; in steps they are sent. Typographic quotes are reported when YAML is read. */
export const oddCharacters: LintRule = {
  id: 'odd-characters',
  severity: 'warning',
  finds: 'tabs that indent, no-break blanks and invisible characters in steps',
  check: (spec) => {
    const { text } = spec.source;
    const prose = proseSpansOf(spec);
    // A tab at the start of a line of a text with several lines is a part of the text.
    const texts = stepValuesOf(spec).map(({ node }) => node.span);
    return stepFences(spec).flatMap(({ start, end }) =>
      [...text.slice(start, end).matchAll(ODD)].flatMap(({ 0: found, index }): readonly Lint[] => {
        const at = start + index;
        const lineStart = text.lastIndexOf('\n', at - 1) + 1;
        if (/(?:^|\s)#/.test(text.slice(lineStart, at)) || prose.some(holds(at))) return [];
        const span = { start: at, end: at + found.length };
        const isTab = found.endsWith('\t');
        if (isTab && texts.some(holds(at))) return [];
        const code = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
        const name = isTab ? 'a tab that indents' : (NAMES[found] ?? `an invisible character (U+${code})`);
        return [
          {
            span,
            message: `expected ordinary blanks in steps, found ${name}`,
            hint: isTab || BLANKS.has(found) ? 'write an ordinary blank' : 'remove it',
            fix: [{ span, text: isTab ? found.replaceAll('\t', '  ') : BLANKS.has(found) ? ' ' : '' }],
          },
        ];
      }),
    );
  },
};

const holds =
  (at: number) =>
  ({ start, end }: Span): boolean =>
    start <= at && at < end;
