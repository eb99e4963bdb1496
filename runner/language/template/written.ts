import { ExactNumber } from '../json/exact-number.ts';
import { mapList, mapRecord } from '../records.ts';
import { type Json, recordOf } from '../yaml/yaml.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/yaml-node.ts';

/**
 * A value whose written text differs from it: the number 1.1 as `1.10`, 7 as `007`, true as `True`. Only variables hold it;
 * where a value is sent, compared or reported, it is the value or the text.
 */
export class Written {
  /** Private, so that no path finds it as a member. */
  readonly #value: number | ExactNumber | boolean;
  readonly #text: string;

  constructor(value: number | ExactNumber | boolean, text: string) {
    this.#value = value;
    this.#text = text;
  }

  get value(): number | ExactNumber | boolean {
    return this.#value;
  }

  get text(): string {
    return this.#text;
  }

  toJSON(): number | string | boolean {
    return this.#value instanceof ExactNumber ? this.#value.toJSON() : this.#value;
  }

  toString(): string {
    return this.#text;
  }
}

/** JSON data whose scalars may keep their written text: the values of variables. */
export type WrittenJson = Json | Written | readonly WrittenJson[] | { readonly [key: string]: WrittenJson };

/** Texts, and lists and maps of them: the values of a query and a form. */
export type WrittenTexts = string | readonly WrittenTexts[] | { readonly [key: string]: WrittenTexts };

/** The written text of a scalar; nothing, `~` and `null` are the empty text. */
export const textOfScalar = ({ value, source }: YamlScalar): string =>
  value === null ? '' : (source ?? String(value));

/** A scalar with its written text, where that differs from the text of the value. */
export function asWritten(value: YamlScalar['value'], text: string): WrittenJson {
  return value === null || typeof value === 'string' || String(value) === text
    ? value
    : new Written(value, text);
}

/** The data of a node; scalars keep their written text. */
export function toWritten(node: YamlNode): WrittenJson {
  switch (node.kind) {
    case 'scalar':
      return asWritten(node.value, textOfScalar(node));
    case 'list':
      return node.items.map(toWritten);
    case 'map':
      return recordOf(node.entries, toWritten);
  }
}

/** The values of a query or a form, as written texts. */
export const toTexts = (map: YamlMap): Readonly<Record<string, WrittenTexts>> =>
  textsOf(toWritten(map)) as Readonly<Record<string, WrittenTexts>>;

/** The headers of a request, each as written text. */
export const toHeaders = (map: YamlMap): Readonly<Record<string, Json>> =>
  headersOf(toWritten(map) as Readonly<Record<string, WrittenJson>>);

/** Whether a value is a map, and neither a scalar nor a list. */
export const isWrittenMap = (value: unknown): value is Readonly<Record<string, WrittenJson>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Written) &&
  !(value instanceof ExactNumber);

/** The value without the written texts of its scalars; the same object where there are none. */
export function dataOf(value: unknown): unknown {
  if (value instanceof Written) return value.value;
  if (Array.isArray(value)) return mapList(value as readonly unknown[], dataOf);
  return isWrittenMap(value) ? mapRecord<unknown>(value, dataOf) : value;
}

/** `dataOf` for data that is known to be JSON. */
export const jsonOf = (value: WrittenJson): Json => dataOf(value) as Json;

/** A value as the texts of a query or a form: each scalar as written, lists and maps of them unchanged. */
export function textsOf(value: unknown): WrittenTexts {
  if (Array.isArray(value)) return mapList(value as readonly unknown[], textsOf) as readonly WrittenTexts[];
  if (isWrittenMap(value))
    return mapRecord<unknown>(value, textsOf) as { readonly [key: string]: WrittenTexts };
  return value === null || value === undefined ? '' : String(value);
}

/** The headers of a map: each scalar as written, null as null, a list or map as JSON. */
export function headersOf(map: Readonly<Record<string, WrittenJson>>): Readonly<Record<string, Json>> {
  return mapRecord(map, (value) =>
    value === null || Array.isArray(value) || isWrittenMap(value) ? jsonOf(value) : textsOf(value),
  ) as Readonly<Record<string, Json>>;
}
