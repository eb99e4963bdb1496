import type { Operand } from './match.ts';
import { isMatcher, operandOf } from './matcher.ts';
import type { Rendering } from '../template/template.ts';
import { type WrittenTexts, textOfScalar, textsOf, toWritten } from '../template/written.ts';
import { type Json, recordOf, toJson } from '../yaml/yaml.ts';
import type { YamlMap, YamlNode } from '../yaml/yaml-node.ts';

/** The part of the answer: a header is text, a value in a body has a type. */
type AnswerPart = 'header' | 'body';

/** Matchers whose operand can only be text. */
const OF_TEXTS: Readonly<Record<AnswerPart, ReadonlySet<Operand>>> = {
  body: new Set(['text']),
  header: new Set(['literal', 'part', 'text', 'list', 'format']),
};

/** The expectations of headers, or of paths; a scalar that can only mean text becomes its written text. */
export const readExpectedValues = (
  map: YamlMap | undefined,
  place: AnswerPart,
): Readonly<Record<string, Json>> => recordOf(map?.entries ?? [], (value) => readExpected(value, place));

function readExpected(node: YamlNode, place: AnswerPart): Json {
  if (node.kind === 'scalar') return place === 'header' ? textOfScalar(node) : node.value;
  const json = toJson(node);
  if (node.kind !== 'map' || !isMatcher(json)) return json;
  return recordOf(node.entries, (value, key) => {
    const operand = operandOf(key);
    if (operand === 'matcher') return readExpected(value, place);
    return OF_TEXTS[place].has(operand) ? textsOf(toWritten(value)) : toJson(value);
  });
}

/** Fills in the variables of an expectation. A value from a variable is a literal, whatever its keys. */
export function fillExpectedValue(wanted: Json, place: AnswerPart, work: Rendering): Json {
  if (!isMatcher(wanted)) {
    if (place === 'header' && typeof wanted === 'string') return work.flat(wanted);
    const filled = work.json(wanted);
    return isMatcher(filled) ? { equals: filled } : filled;
  }
  const fill = (operand: Operand, value: Json): Json => {
    if (operand === 'matcher') return fillExpectedValue(value, place, work);
    return OF_TEXTS[place].has(operand) ? work.texts(value as WrittenTexts) : work.json(value);
  };
  return Object.fromEntries(
    Object.entries(wanted).map(([name, value]) => [name, fill(operandOf(name), value)]),
  );
}
