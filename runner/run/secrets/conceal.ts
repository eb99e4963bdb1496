import { isNumber } from '../../language/json/exact-number.ts';
import { mapRecord } from '../../language/records.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import type { Answer } from '../../language/answer.ts';
import { type Check, quotesNothing } from '../events.ts';
import type { HiddenPlaces, Keys } from './places.ts';
import type { Redactor } from './redactor.ts';
import { hasSensitiveName } from './sensitive/names.ts';
import { isPlaceholder, isSentence } from './sensitive/values.ts';

/** What decides which checks of a response show no values. */
export type Concealing = {
  readonly answer: Answer;
  readonly redactor: Redactor;
  readonly places: HiddenPlaces | undefined;
  readonly keysIn: (answer: Answer, path: string) => readonly Keys[];
};

/** Whether redaction changes a text, or the value of a header: then nothing that is read from it may be shown either. */
export const isHidden = (text: string, header: string | undefined, redactor: Redactor): boolean =>
  (header === undefined ? redactor.text(text) : redactor.headers({ [header]: text })[header]) !== text;

/** Checks without the values they compared where these are secrets: under a sensitive name, or at a hidden place. */
export function concealChecks(checks: readonly Check[], about: Concealing): readonly Check[] {
  let concealed: Check[] | undefined;
  for (let at = 0; at < checks.length; at++) {
    const check = checks[at]!;
    if (quotesNothing(check)) continue;
    const isNamed =
      hasSensitiveName(check.pointer ?? placeOf(check)) ||
      (check.name === 'response-headers' &&
        hasSensitiveName(/^header (\S+)/.exec(check.message)?.[1] ?? '')) ||
      (isExtract(check) && hasSensitiveName(String(check.expected)));
    if (!isNamed && about.places === undefined) continue;
    const after = concealCheck(check, isNamed, about);
    if (after === check) continue;
    concealed ??= [...checks];
    concealed[at] = after;
  }
  return concealed ?? checks;
}

/** The part of a check's name after its first word: what it looks at. Empty for a status check. */
function placeOf({ name }: Check): string {
  const space = name.indexOf(' ');
  return space === -1 ? '' : name.slice(space + 1);
}

/** The `expected` of such a check is a path, and its `actual` the value of a variable. */
const isExtract = ({ name }: Check): boolean => name.startsWith('extract ');

/** The variables of a response, shown as in the checks of their extracts. */
export function concealExtracted(
  values: Readonly<Record<string, Json>>,
  checks: readonly Check[],
): Readonly<Record<string, Json>> {
  const shown = new Map(checks.filter(isExtract).map((check) => [placeOf(check), check.actual]));
  return mapRecord(values, (value, name) => shown.get(name) ?? value);
}

function concealCheck(check: Check, isNamed: boolean, about: Concealing): Check {
  const { redactor, answer, places } = about;
  // Its message quotes what several responses held at several paths.
  if (check.name === 'until' && places !== undefined)
    return { ...check, message: check.message.replace(/: .*$/s, (seen) => seen.replace(TOKEN, '"***"')) };
  const isPlaced =
    places !== undefined &&
    (isExtract(check) ? places.extracts.has(placeOf(check)) : keysOf(check, about).some(places.touches));
  if (!isPlaced && !isNamed) return check;
  const isShown = (text: string): boolean =>
    isPlaceholder(text) ||
    (!isPlaced &&
      (redactor.isAllowed(text) ||
        /^\$[A-Z0-9_]+$/.test(redactor.text(text)) ||
        (answer.status >= 400 && isSentence(text))));
  const { expected, actual } = check;
  if (isExtract(check)) {
    if (actual === null) return check;
    if (isPlaced) return { ...check, actual: redactor.nameOf(actual, placeOf(check)) };
    return scalarsIn(actual).every((each) => isShown(String(each))) ? check : { ...check, actual: '***' };
  }
  const hidden = new Set<string>();
  for (const each of [expected, actual])
    for (const scalar of scalarsIn(each)) if (!isShown(String(scalar))) hidden.add(tokenOf(scalar));
  if (hidden.size === 0) return check;
  const hide = (value: Json): Json =>
    scalarsIn(value).some((each) => hidden.has(tokenOf(each))) ? '***' : value;
  const message = check.message.replace(TOKEN, (token) =>
    hidden.has(token) || /^"(?:.*[^"])?$/s.test(token) ? '"***"' : token,
  );
  return {
    ...check,
    expected: hide(expected),
    actual: hide(actual),
    message: sayDifference(message),
  };
}

/** With both values hidden, the message would claim that equal values differ. */
const sayDifference = (message: string): string =>
  /^expected "\*\*\*", got "\*\*\*"$/.test(message)
    ? `${message} (both are hidden, and they differ)`
    : message;

function keysOf({ name, pointer }: Check, { answer, keysIn }: Concealing): readonly Keys[] {
  if (pointer !== undefined)
    return [
      pointer
        .split('/')
        .slice(1)
        .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')),
    ];
  return name.startsWith('body ') ? keysIn(answer, name.slice('body '.length)) : [];
}

/** A quoted text, whose end may be cut off, or a number. */
const TOKEN = /"(?:[^"\\]|\\.)*"?|(?<![\w.$])-?\d[\d.]*(?:[eE][-+]?\d+)?(?!\w|\] is )/gs;

const tokenOf = (scalar: unknown): string =>
  typeof scalar === 'string' ? JSON.stringify(scalar) : String(scalar);

/** The texts and numbers of a value, at any depth. */
function scalarsIn(value: Json): readonly unknown[] {
  const scalars: unknown[] = [];
  const waiting: unknown[] = [value];
  for (let at = 0; at < waiting.length; at++) {
    const each = waiting[at];
    if (typeof each === 'string' || isNumber(each)) scalars.push(each);
    else if (typeof each === 'object' && each !== null) waiting.push(...Object.values(each));
  }
  return scalars;
}
