import { failed, notMade } from './checks.ts';
import type { Validation } from '../schema/engine/compile.ts';
import type { Violation } from '../schema/violation.ts';
import type { FindingDraft } from './finding.ts';
import { isProblem, type DocumentProblem } from '../document/documents.ts';
import { sayViolation } from './messages.ts';
import { extendPointer, jsonPath } from '../document/pointer.ts';
import type { SchemaChecks } from './schema-checks.ts';
import { hideMarked, listedKeys } from './secret-value.ts';
import type { View } from '../schema/view.ts';
import { giveTypes, type Texts, textAt } from '../reading/texts.ts';

const MAX_FINDINGS = 20;

/** The result of giving texts the types that fit best. */
type Attempt = Validation & { readonly value: unknown };

/** A sent value as its schema reads it. */
type Meant = { readonly texts: Texts; readonly attempt: Attempt };

/** Chooses the intended reading: the first that fits the schema, else the closest. */
export function chooseMeaning(
  meanings: readonly Texts[],
  schema: SchemaChecks,
): Meant | DocumentProblem | undefined {
  let closest: Meant | undefined;
  for (const texts of meanings) {
    const attempt = attemptTypes(texts, schema);
    if (isProblem(attempt)) return attempt;
    if (attempt.violations.length === 0) return { texts, attempt };
    if (closest === undefined || isCloser(attempt, closest.attempt)) closest = { texts, attempt };
  }
  return closest;
}

/** Checks a sent value against its schema, in the first reading that fits, else in the closest. */
export function checkTexts(meanings: readonly Texts[], schema: SchemaChecks): readonly FindingDraft[] {
  const meant = chooseMeaning(meanings, schema);
  if (meant === undefined) return [];
  if (isProblem(meant)) return [notMade(`could not be checked: ${meant.problem}`)];
  const { texts, attempt } = meant;
  return attempt.violations.length === 0
    ? remarksOn(attempt, schema)
    : sayViolations(texts, attempt.violations, schema.view());
}

/** A text of the wrong type explains less than one with wrong parts. */
const isMistyped = ({ violations }: Attempt): boolean =>
  violations.some(({ keyword, keys }) => keyword === 'type' && keys.length === 0);

const isCloser = (attempt: Attempt, other: Attempt): boolean =>
  !isMistyped(attempt) && (isMistyped(other) || attempt.violations.length < other.violations.length);

/** Tries texts as strings where the schema allows strings, and those it refuses as numbers or booleans. */
function attemptTypes(texts: Texts, schema: SchemaChecks): Attempt | DocumentProblem {
  const view = schema.view();
  const validate = (refused: ReadonlySet<string>): Attempt | DocumentProblem => {
    const value = giveTypes(texts, view, refused);
    const result = schema.validate(value);
    return isProblem(result) ? result : { value, ...result };
  };
  const first = validate(NONE);
  if (isProblem(first) || first.violations.length === 0) return first;
  const refused = first.violations.filter(({ value }) => typeof value === 'string');
  if (refused.length === 0) return first;
  const second = validate(new Set(refused.map(({ keys }) => extendPointer('', ...keys))));
  return !isProblem(second) && second.violations.length < first.violations.length ? second : first;
}

const NONE: ReadonlySet<string> = new Set();

/** For a value that holds: its formats, undocumented fields, parts that cannot be read. */
function remarksOn({ value, unchecked }: Attempt, schema: SchemaChecks): readonly FindingDraft[] {
  const view = schema.view();
  const isPlain = typeof value !== 'object' && view?.texts.length === 0 && view.numbers.length === 0;
  if (isPlain && unchecked.length === 0 && schema.gaps.length === 0) return [];
  const remarksOf = schema.remarks(value);
  const remarks = withoutRoot([...remarksOf('format'), ...remarksOf('undocumented')]);
  return [
    ...unchecked.map((message) => notMade(`could not be checked: ${message}`)),
    ...schema.gaps.map((gap) => ({ ...gap, message: `is not all looked at: ${gap.message}` })),
    ...remarks.map((draft): FindingDraft => ({ ...draft, severity: 'warn' })),
  ];
}

/** Findings about a whole body, worded for a parameter: its own value needs no path. */
export const withoutRoot = (drafts: readonly FindingDraft[]): readonly FindingDraft[] =>
  drafts.map((draft) => ({
    ...draft,
    message: sayWithoutRoot(draft.message),
    ...(draft.veiled !== undefined && { veiled: sayWithoutRoot(draft.veiled) }),
  }));

const sayWithoutRoot = (message: string): string =>
  message
    .replace(/^(\d+ items: )?\$ /, '$1')
    .replace(/^\$: /, 'is not all looked at: ')
    .replace(/^(\d+ items: )?\$/, '$1at $$');

function sayViolations(
  texts: Texts,
  violations: readonly Violation[],
  view: View | undefined,
): readonly FindingDraft[] {
  const drafts = violations.slice(0, MAX_FINDINGS).map((violation) => {
    const sent = textAt(texts, violation.keys);
    const said = { ...sayViolation(violation), actual: sent };
    const { keys, sentence, expected, veiled = sentence, actual } = hideMarked(said, view);
    const at = (path: Violation['keys']): string => (path.length > 0 ? `at ${jsonPath(path)} ` : '');
    return failed(`${at(keys)}${sentence}`, {
      veiled: `${at(listedKeys(view, keys))}${veiled}`,
      ...(actual === undefined ? {} : { actual }),
      ...(expected === undefined ? {} : { expected }),
    });
  });
  const more = violations.length - drafts.length;
  return more > 0 ? [...drafts, failed(`has ${more} more differences`, { count: more })] : drafts;
}
