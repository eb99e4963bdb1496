import type { JsonObject } from '../document/json.ts';

/** A schema of JSON Schema 2020-12. */
export type JsonSchema = boolean | JsonObject;

/** The direction of a value: `readOnly` fields are not required in a request, nor `writeOnly` ones in a response. */
export type Direction = 'request' | 'response';
