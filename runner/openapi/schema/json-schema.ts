import type { JsonObject } from '../document/json.ts';

/** A schema of JSON Schema 2020-12. */
export type JsonSchema = boolean | JsonObject;

/** Which way a value travels: `readOnly` fields are not asked of a request, nor `writeOnly` ones of a response. */
export type Direction = 'request' | 'response';
