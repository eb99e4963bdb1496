import { ExactNumber } from '../spec/exact-number.ts';
import type { Json } from '../spec/yaml.ts';

export const isMap = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);

/** A map, or an empty one for anything else. */
export const mapOf = (value: Json | undefined): Readonly<Record<string, Json>> => (isMap(value) ? value : {});

/** A value as text; undefined for null and for what is not there. */
export const textOf = (value: Json | undefined): string | undefined =>
  value === undefined || value === null ? undefined : String(value);
