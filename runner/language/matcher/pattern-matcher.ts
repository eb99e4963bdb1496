import { show } from '../json/json-values.ts';
import { asText } from '../template/template.ts';
import type { Json } from '../yaml/yaml.ts';
import type { Match, TestPattern } from './match.ts';
import { expected, isScalarText, UNFIT } from './value-matcher.ts';

/** Short texts, so that no pattern takes long: every printable ASCII character, and some beyond. */
const PROBES: readonly string[] = [
  '',
  ...Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)),
  ...['\u0001', 'é', '\u{1f600}', 'a1', '1a', ' a', '{"a":1}'],
];

/** At its start, a pattern can limit the length of the text, or exclude something. */
const CLAIMS_MORE = /^\^(?:.*\{\d+(?:,\d+)?\}.*\$$|.*\(\?!)/s;

/** Whether a pattern matches every text, as `.*`, `^` and `x?` do. */
const matchesEverything = (pattern: RegExp): boolean =>
  [...PROBES, ...pattern.source].every((probe) => pattern.test(probe)) && !CLAIMS_MORE.test(pattern.source);

/** Why an operand is no pattern that says something; undefined when it is one. */
export function problemOfPattern(operand: Json): string | undefined {
  if (!isScalarText(operand)) return expected('a pattern that is not empty', operand);
  try {
    const pattern = new RegExp(asText(operand), 'u');
    return matchesEverything(pattern) ? `the pattern ${show(operand)} matches every text` : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Tries a pattern on a value. */
export function matchPattern(value: unknown, operand: Json, testPattern: TestPattern): boolean | Match {
  if (typeof value !== 'string') return UNFIT;
  const found = testPattern(asText(operand), value);
  if (found !== 'given-up') return found === 'matches';
  const reason = `the pattern ${show(operand)} takes too long, or a text of ${value.length} characters is too long for it`;
  return { outcome: 'not-made', reason };
}
