import { isObjectValue, show, shownValue } from '../../language/json/json-values.ts';
import type { Match } from '../../language/matcher/match.ts';
import { shorten } from '../../language/shorten.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import type { CheckDraft } from './place-check.ts';

/** What a comparison adds to a check. */
export type Compared = Pick<CheckDraft, 'actual' | 'isAbsent' | 'message' | 'outcome' | 'hint'>;

/** The finding of a comparison with the values that were found. */
export function comparisonFinding(
  found: Match,
  values: readonly unknown[],
  asked?: { readonly wanted: Json; readonly path: string },
): Compared {
  const actual = values.length > 1 ? shownValue(values) : shownValue(values[0]);
  switch (found.outcome) {
    case 'held':
      return { actual, message: '' };
    case 'not-made':
      return { actual, message: found.reason, outcome: 'not-made' };
    case 'differs': {
      const finding: Compared = {
        actual,
        ...(values.length === 0 && { isAbsent: true }),
        message: `expected ${found.expected}, ${describeFound(found.differing, values)}`,
      };
      const hint = asked === undefined ? undefined : hintOfValues(found.differing, values, asked);
      return hint === undefined ? finding : { ...finding, hint };
    }
  }
}

/** How many differing values a message shows. */
const MAX_SHOWN = 3;

/** The values that were found; of several, how many differ and which. */
function describeFound(differing: readonly number[], values: readonly unknown[]): string {
  if (values.length < 2) return `got ${show(values[0])}`;
  const told = differing.length > 0 ? differing : values.map((_, index) => index);
  const shown = told.slice(0, MAX_SHOWN).map((index) => `[${index}] is ${show(values[index])}`);
  const more = told.length > MAX_SHOWN ? `, and ${told.length - MAX_SHOWN} more` : '';
  const count =
    differing.length > 0
      ? `${differing.length} of the ${values.length} values found`
      : `${values.length} values found`;
  return `got ${count}: ${shown.join(', ')}${more}`;
}

/** Says how many values a path selects, if the author may have meant another number. */
function hintOfValues(
  differing: readonly number[],
  values: readonly unknown[],
  { path, wanted }: { readonly path: string; readonly wanted: Json },
): string | undefined {
  const isEachWritten = isObjectValue(wanted) && Object.hasOwn(wanted, 'each');
  if (differing.length > 0 && differing.length < values.length && !isEachWritten)
    return `it is expected of every value that ${shorten(path)} finds; { any: ${show(wanted)} } asks for at least one`;
  const [value] = values;
  if (differing.length > 0 || values.length !== 1 || !Array.isArray(value)) return undefined;
  return `${path} finds one value, a list; its ${value.length} items are ${path}[*]`;
}
