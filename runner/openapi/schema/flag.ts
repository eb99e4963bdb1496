import type { Direction } from './json-schema.ts';

/** The flag of fields that should not travel in a direction. */
export const flagAgainst = { request: 'readOnly', response: 'writeOnly' } as const satisfies Readonly<
  Record<Direction, string>
>;

/** The name of one of these flags. */
export type Flag = (typeof flagAgainst)[Direction];

/** How a value is flagged: by a schema that applies to it, or only by some of the alternatives. */
export type Flagged = { readonly flag: Flag; readonly sure: boolean };
