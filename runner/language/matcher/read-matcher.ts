import type { Diagnostics } from '../diagnostic.ts';
import { isObjectValue } from '../json/json-values.ts';
import {
  isMatcher,
  matcherNames,
  matcherWords,
  operandOf,
  problemOfMatcher,
  problemOfOperand,
} from './matcher.ts';
import { isOperatorName, matcherMeant } from './matcher-names.ts';
import { isTemplate } from '../template/compile.ts';
import { FORMATS } from './formats.ts';
import { TYPES } from './value-types.ts';
import { type Json, toJson } from '../yaml/yaml.ts';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/yaml-node.ts';

const WORDS = new Map(matcherWords);

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
      `write it like ${WORDS.get(key)!.example}`,
    );
    return;
  }
  const before = diagnostics.list.length;
  const operand = operandOf(key);
  if (operand === 'matcher' || operand === 'count') refuseBrokenMatcher(value, diagnostics);
  else if (operand === 'part') refuseMatcher(value, diagnostics);
  else if (operand !== 'literal') refuseMatchersInside(value, diagnostics);
  const problem = diagnostics.list.length > before ? undefined : problemOfOperand(key, toJson(value));
  if (problem !== undefined)
    diagnostics.error('matcher', value.span, problem, `write it like ${WORDS.get(key)!.example}`);
}

/** Nothing behind the colon, or no colon at all; `null` that is written out is a value. */
const isMissing = ({ kind, span }: YamlNode, keySpan: YamlEntry['keySpan']): boolean =>
  kind === 'scalar' && (span.start === span.end || span.start === keySpan.start);

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
  if (keys.every((key) => WORDS.get(key)!.isFieldName === true)) return false;
  const { type, format } = value;
  const isField = (operand: Json | undefined, known: object): boolean =>
    operand !== undefined && !isObjectValue(operand) && !Object.hasOwn(known, String(operand));
  return !isField(type, TYPES) && !isField(format, FORMATS);
}
