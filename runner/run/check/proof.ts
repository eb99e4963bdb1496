import type { Answer } from '../../language/answer.ts';
import { matchBody } from '../../language/matcher/expected.ts';
import { isMatcher } from '../../language/matcher/matcher.ts';
import { parseQuery } from '../../language/jsonpath/jsonpath.ts';
import type { Step } from '../../language/step/step.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import type { Check } from '../events.ts';
import type { RenderedExpect } from './expect.ts';
import { patternsOfAnswer } from './patterns.ts';

/** What an expectation that holds shows about a response: a value in it, that something is present, or nothing. */
type Claim = 'value' | 'presence' | 'nothing';

/** What each matcher shows; `each`, `any` and `count` are decided by {@link claimOf}. */
const CLAIMS: Readonly<Record<string, Claim>> = {
  equals: 'value',
  contains: 'value',
  matches: 'value',
  startsWith: 'value',
  endsWith: 'value',
  format: 'value',
  in: 'value',
  gt: 'value',
  gte: 'value',
  lt: 'value',
  lte: 'value',
  type: 'presence',
  length: 'presence',
  minLength: 'presence',
  maxLength: 'presence',
  exists: 'presence',
  count: 'presence',
  not: 'nothing',
  notIn: 'nothing',
};

/** Bodies of an empty response. */
const EMPTY_BODIES: readonly unknown[] = [{}, [], null, ''];

/**
 * Whether a passed check shows that the response is the expected one and not that of an outage: it expects a value or a named
 * member, which an empty response would lack.
 */
export function isProof(step: Step, expect: RenderedExpect, answer: Answer, check: Check): boolean {
  if (check.outcome !== 'passed') return false;
  const [kind = ''] = check.name.split(' ', 1);
  const key = check.name.slice(kind.length + 1);
  switch (kind) {
    case 'body':
      return isProofInBody(key, expect.body[key]!);
    case 'header':
      return claimOf(expect.headers[key]!) === 'value';
    case 'extract':
      return isProofOfExtract(step, key);
    case 'response-schema':
      // The schema of an error shows only that the error is a documented one.
      return answer.status >= 200 && answer.status <= 299;
    default:
      return false;
  }
}

function isProofInBody(path: string, wanted: Json): boolean {
  const claim = claimOf(wanted);
  if (claim === 'nothing' || (claim === 'presence' && !namesMember(path))) return false;
  const mayHoldOf = (json: unknown): boolean =>
    matchBody({ json }, path, wanted, patternsOfAnswer()).outcome !== 'differs';
  return !EMPTY_BODIES.some(mayHoldOf);
}

/** A default stands in for a missing value, and the presence of a header shows little. */
function isProofOfExtract({ extract }: Step, name: string): boolean {
  const found = extract.find((each) => each.name === name);
  return (
    found !== undefined &&
    !found.optional &&
    found.default === undefined &&
    found.from.kind === 'body' &&
    namesMember(found.from.path)
  );
}

function claimOf(wanted: Json): Claim {
  if (!isMatcher(wanted)) return 'value';
  const claims = Object.entries(wanted).map(([name, operand]) =>
    name === 'each' || name === 'any' ? claimOf(operand) : CLAIMS[name]!,
  );
  return claims.find((each) => each === 'value') ?? claims.find((each) => each === 'presence') ?? 'nothing';
}

/** Whether a path selects by name, index or filter; `$`, `$.*` and `$..*` find something in every response. */
function namesMember(path: string): boolean {
  const result = parseQuery(path);
  return 'query' in result && result.query.namesMember && !result.query.hasDefault;
}
