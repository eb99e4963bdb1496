import { digitsOf, isAnyNumber } from '../../openapi/document/exact.ts';
import { isObject } from '../../openapi/document/json.ts';
import { yamlText } from '../yaml-text.ts';

/** A JSON value as the lines of block YAML, each with the indent; lists of plain values stay on one line. */
export function yamlLines(key: string, value: unknown, indent: string): readonly string[] {
  const inline = yamlInline(value);
  const name = yamlKey(key);
  if (inline !== undefined) return [`${indent}${name}: ${inline}`];
  if (Array.isArray(value))
    return [`${indent}${name}:`, ...value.flatMap((each) => itemLines(each, `${indent}  `))];
  return [
    `${indent}${name}:`,
    ...Object.entries(value as object).flatMap(([each, inside]) => yamlLines(each, inside, `${indent}  `)),
  ];
}

function itemLines(item: unknown, indent: string): readonly string[] {
  const inline = yamlInline(item);
  if (inline !== undefined) return [`${indent}- ${inline}`];
  const lines = Array.isArray(item)
    ? item.flatMap((each) => itemLines(each, `${indent}  `))
    : Object.entries(item as object).flatMap(([key, each]) => yamlLines(key, each, `${indent}  `));
  const [first = '', ...rest] = lines;
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
}

/** The longest list that stands on one line. */
const MAX_INLINE = 80;

/** A value on one line, where it is plain enough for that. */
export function yamlInline(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const items = value.map(scalarOf);
    if (items.includes(undefined)) return value.length === 0 ? '[]' : undefined;
    const text = `[${items.join(', ')}]`;
    return text.length <= MAX_INLINE ? text : undefined;
  }
  if (isObject(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0) return '{}';
    const only = entries.length === 1 ? yamlInline(entries[0]![1]) : undefined;
    return isMatcherLike(entries) && only !== undefined && !only.includes('{')
      ? `{ ${yamlKey(entries[0]![0])}: ${only} }`
      : undefined;
  }
  return scalarOf(value);
}

const isMatcherLike = (entries: readonly (readonly [string, unknown])[]): boolean =>
  ['type', 'format', 'in', 'equals', 'contains'].includes(entries[0]?.[0] ?? '');

function scalarOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (isAnyNumber(value)) return digitsOf(value);
  return typeof value === 'string' ? yamlScalar(value) : undefined;
}

/** Plain only where it would be in a list on one line, too. */
const yamlScalar = (text: string): string => {
  const plain = yamlText(text);
  return plain.startsWith('"') || !/[{}/]/.test(plain) ? plain : JSON.stringify(text);
};

const yamlKey = (key: string): string =>
  /^[A-Za-z_][\w-]*$/.test(key) ? yamlText(key) : JSON.stringify(key);
