import { isWrittenMap, type WrittenJson } from '../language/template/written.ts';
import type { Json } from '../language/yaml/yaml.ts';

type Members<T> = Readonly<Record<string, T>>;

export function isMap(value: Json | undefined): value is Members<Json>;
export function isMap(value: WrittenJson | undefined): value is Members<WrittenJson>;
export function isMap(value: WrittenJson | undefined): boolean {
  return isWrittenMap(value);
}

/** A map, or an empty one for anything else. */
export function mapOf(value: Json | undefined): Members<Json>;
export function mapOf(value: WrittenJson | undefined): Members<WrittenJson>;
export function mapOf(value: WrittenJson | undefined): Members<WrittenJson> {
  return isMap(value) ? value : {};
}

/** A value as the text it was written as; undefined for null and absent values. */
export const textOf = (value: WrittenJson | undefined): string | undefined =>
  value === undefined || value === null ? undefined : String(value);
