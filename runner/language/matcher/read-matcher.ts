import type { Diagnostics } from '../diagnostic.ts';
import { isObjectValue } from '../json/json-values.ts';
import { isMatcher, matcherNames, problemOfMatcher, problemOfOperand } from './matcher.ts';
import { isOperatorName, matcherMeant } from './matcher-names.ts';
import { isTemplate } from '../template/compile.ts';
import { FORMATS } from './formats.ts';
import { TYPES } from './value-types.ts';
import { type Json, toJson } from '../yaml/yaml.ts';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/yaml-node.ts';

/** Matchers whose operand is a literal or another matcher. */
const OF_MATCHERS = ['not', 'each', 'any', 'count'];

const KNOWN_HINT = `matchers: ${matcherNames.join(', ')}`;
const LITERAL_HINT = 'equals: { … } states a literal';

/** Reports what is wrong with an expected literal or matcher, at any depth. */
export function refuseBrokenMatcher(node: YamlNode, diagnostics: Diagnostics): void {
  if (node.kind === 'list') refuseMatchersInside(node, diagnostics);
  if (node.kind !== 'map') return;
  const unknown = unknownMatchers(node);
  if (unknown.length === node.entries.length || node.entries.some(({ key }) => isTemplate(key))) {
    if (isMeantAsMatcher(node)) refuseMisspelt(node, diagnostics);
    else refuseMatchersInside(node, diagnostics);
    return;
  }
  const [first] = unknown;
  if (first !== undefined) {
    refuseMixed(node, first, diagnostics);
    return;
  }
  const before = diagnostics.list.length;
  for (const entry of node.entries) refuseBrokenOperand(entry, diagnostics);
  const problem = diagnostics.list.length === before ? problemOfMatcher(toJson(node)) : undefined;
  if (problem !== undefined) diagnostics.error('matcher', node.span, problem, KNOWN_HINT);
}

const unknownMatchers = ({ entries }: YamlMap): readonly YamlEntry[] =>
  entries.filter(({ key }) => !matcherNames.includes(key));

/** Some keys are matchers and some are not, so the map is neither a matcher nor clearly a literal. */
function refuseMixed({ entries }: YamlMap, { key, keySpan }: YamlEntry, diagnostics: Diagnostics): void {
  const known = entries.find((each) => matcherNames.includes(each.key))!;
  const isMatcherMeant = problemOfOperand(known.key, toJson(known.value)) === undefined;
  const meant = isMatcherMeant ? matcherMeant(key) : undefined;
  diagnostics.error(
    'matcher',
    keySpan,
    `expected matchers alone or a literal, found the matcher "${known.key}" beside "${key}"`,
    meant === undefined ? LITERAL_HINT : `did you mean "${meant}"? ${LITERAL_HINT}`,
  );
}

/** Whether a map without matchers was meant to have some; it would be compared as a literal. */
const isMeantAsMatcher = ({ entries }: YamlMap): boolean =>
  entries.length === 1
    ? matcherMeant(entries[0]!.key) !== undefined || isMisspeltType(entries[0]!)
    : entries.length > 1 && entries.every(({ key }) => isOperatorName(key));

function refuseMisspelt({ entries }: YamlMap, diagnostics: Diagnostics): void {
  for (const { key, keySpan } of entries)
    diagnostics.error(
      'matcher',
      keySpan,
      `unknown matcher "${key}"`,
      `did you mean "${matcherMeant(key) ?? 'type:'}"? ${LITERAL_HINT}`,
    );
}

const isMisspeltType = ({ key, value }: YamlEntry): boolean =>
  ['tpye', 'tyep', 'typ', 'ytpe', 'tye', 'types'].includes(key.toLowerCase()) &&
  value.kind === 'scalar' &&
  Object.hasOwn(TYPES, String(value.value));

function refuseBrokenOperand({ key, keySpan, value }: YamlEntry, diagnostics: Diagnostics): void {
  if (isMissing(value, keySpan)) {
    diagnostics.error(
      'matcher',
      keySpan,
      `${key}: expected a value, found nothing`,
      `write it like ${EXAMPLES[key]}`,
    );
    return;
  }
  const before = diagnostics.list.length;
  if (OF_MATCHERS.includes(key)) refuseBrokenMatcher(value, diagnostics);
  else if (key === 'contains') refuseMatcher(value, diagnostics);
  else if (key !== 'equals') refuseMatchersInside(value, diagnostics);
  const problem = diagnostics.list.length > before ? undefined : problemOfOperand(key, toJson(value));
  if (problem !== undefined)
    diagnostics.error('matcher', value.span, problem, `write it like ${EXAMPLES[key]}`);
}

/** Nothing behind the colon, or no colon at all; `null` that is written out is a value. */
const isMissing = ({ kind, span }: YamlNode, keySpan: YamlEntry['keySpan']): boolean =>
  kind === 'scalar' && (span.start === span.end || span.start === keySpan.start);

/** One correct use of each matcher. */
const EXAMPLES: Readonly<Record<string, string>> = {
  equals: '{ equals: { id: 1 } }',
  contains: '{ contains: text }',
  matches: '{ matches: "^[a-z]+$" }',
  startsWith: '{ startsWith: https }',
  endsWith: '{ endsWith: .pdf }',
  type: '{ type: string }',
  gt: '{ gt: 0 }',
  gte: '{ gte: 1 }',
  lt: '{ lt: 10 }',
  lte: '{ lte: 9 }',
  length: '{ length: 2 }',
  minLength: '{ minLength: 1 }',
  maxLength: '{ maxLength: 9 }',
  in: '{ in: [open, paid] }',
  notIn: '{ notIn: [failed] }',
  format: '{ format: date-time }',
  exists: '{ exists: true }',
  not: '{ not: failed }',
  each: '{ each: { gt: 0 } }',
  any: '{ any: paid }',
  count: '{ count: 2 }',
};

/** Keys that are common names of fields too. */
const FIELD_NAMES = ['length', 'count'];

/** Inside a literal, a matcher is compared as written, which hardly any answer equals. */
function refuseMatchersInside(node: YamlNode, diagnostics: Diagnostics): void {
  if (node.kind === 'map') for (const { value } of node.entries) refuseMatcher(value, diagnostics);
  if (node.kind === 'list') for (const item of node.items) refuseMatcher(item, diagnostics);
}

function refuseMatcher(node: YamlNode, diagnostics: Diagnostics): void {
  if (node.kind === 'scalar') return;
  if (looksLikeMatcher(toJson(node)))
    diagnostics.error(
      'matcher',
      node.span,
      'a matcher inside of a literal would be compared as it is written',
      'put it behind the whole path, such as $.data.price: { gt: 0 }; equals: { … } states a literal',
    );
  else refuseMatchersInside(node, diagnostics);
}

function looksLikeMatcher(value: Json): boolean {
  if (!isMatcher(value) || problemOfMatcher(value) !== undefined) return false;
  const keys = Object.keys(value);
  if (keys.every((key) => FIELD_NAMES.includes(key))) return false;
  const { type, format } = value;
  const isField = (operand: Json | undefined, known: object): boolean =>
    operand !== undefined && !isObjectValue(operand) && !Object.hasOwn(known, String(operand));
  return !isField(type, TYPES) && !isField(format, FORMATS);
}
