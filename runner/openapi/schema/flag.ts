import type { Direction } from './json-schema.ts';

/** The flag of fields that must not be sent in a direction. */
export const flagAgainst = { request: 'readOnly', response: 'writeOnly' } as const satisfies Readonly<
  Record<Direction, string>
>;

/** The name of one of these flags. */
export type Flag = (typeof flagAgainst)[Direction];

/** Whether a schema that applies flags a value (`sure`), or only some alternatives. */
export type Flagged = { readonly flag: Flag; readonly sure: boolean };
