import { HIDDEN } from '../check/messages.ts';
import type { Serialization } from '../operation/serialization.ts';
import type { Texts } from './texts.ts';
import type { View } from '../schema/view.ts';

/** A parameter, header or form field as it was read. */
export type Reading =
  | { readonly state: 'absent' }
  | {
      readonly state: 'read';
      /** The names in the query or form that belong to it. */
      readonly names: readonly string[];
      /** Its possible meanings if the schema allows several shapes; the first that fits counts. */
      readonly values: readonly Texts[];
      /** Says that the names are of an undocumented style, although their meaning is clear. */
      readonly remark?: { readonly message: string; readonly veiled?: string };
      /** How it may have been meant, for values that do not fit. */
      readonly hint?: string;
    }
  /** It was written as JSON. */
  | { readonly state: 'json'; readonly names: readonly string[]; readonly value: unknown }
  /** It is written in another style than documented. */
  | {
      readonly state: 'misspelt';
      readonly names: readonly string[];
      readonly message: string;
      /** The message without the text that it shows. */
      readonly veiled?: string;
    }
  /** OpenAPI does not define how such a value is written. */
  | { readonly state: 'unclear'; readonly names: readonly string[]; readonly message: string };

export type Styled = Extract<Serialization, { readonly kind: 'style' }>;

export const absent: Reading = { state: 'absent' };

/** A value that was read; undefined meanings are left out. */
export const read = (
  names: readonly string[],
  ...values: readonly (Texts | undefined)[]
): Extract<Reading, { readonly state: 'read' }> => ({
  state: 'read',
  names,
  values: values.filter((value) => value !== undefined),
});

export const misspelt = (names: readonly string[], message: string): Reading => ({
  state: 'misspelt',
  names,
  message,
});

/** The same, beginning with the text that was sent. */
export const misspeltText = (names: readonly string[], shown: string, rest: string): Reading => ({
  state: 'misspelt',
  names,
  message: `is ${shown}${rest}`,
  veiled: `is ${HIDDEN}${rest}`,
});

/** The names of an object's documented fields, for an example of how they are sent. */
export function exampleFields(view: View | undefined): readonly [string, string] {
  const names = (view?.schemas ?? []).flatMap(({ properties }) =>
    typeof properties === 'object' && properties !== null ? Object.keys(properties) : [],
  );
  return [names[0] ?? 'a', names[1] ?? 'b'];
}
