import { METHODS } from '../metadata.ts';
import { toHeaders, toTexts, type WrittenTexts } from '../template/written.ts';
import type { Fields } from '../yaml/fields.ts';
import type { Json } from '../yaml/yaml.ts';
import { jsonContent } from './content-type.ts';
import * as schemas from './key-schemas.ts';
import { checkRetry, readRetry, readWhen } from './read-conditions.ts';
import { ANY_ANSWER, readExpect, visitExpect } from './read-expect.ts';
import { NO_FIELDS, NO_FILES } from './read-content.ts';
import { checkExtracts, type Extract, readExtracts, visitExtracts } from './read-extract.ts';
import { readForEach, visitForEach } from './read-for-each.ts';
import { readMethod, readPath } from './read-path.ts';
import type { StepKey } from './step-key.ts';

const NO_PARAMS: Readonly<Record<string, WrittenTexts>> = {};
const NO_HEADERS: Readonly<Record<string, Json>> = {};
const NO_EXTRACTS: readonly Extract[] = [];

const ON_FAIL = ['abort', 'continue', 'warn', 'skip'] as const;
type OnFail = (typeof ON_FAIL)[number];

function readParams(fields: Fields): typeof NO_PARAMS | undefined {
  const map = fields.map('params');
  return map && toTexts(map);
}

function readHeaders(fields: Fields): typeof NO_HEADERS | undefined {
  const map = fields.map('headers');
  return map && toHeaders(map);
}

/**
 * The one table of step keys. The type `Step`, its reader, its variables, what is filled in before it is sent, the page
 * `docs/step.md` and the schema for editors are derived from it. `run/request/build.ts` puts what is sent on the request.
 */
export const STEP_KEYS = {
  id: {
    field: 'id',
    isRequired: true,
    read: (fields: Fields) => fields.requiredText('id', 'the step'),
    isSent: false,
    hasVariables: false,
    meaning: 'its name, unique in its section',
    default: 'required',
    schema: schemas.TEXT,
  },
  description: {
    field: 'description',
    read: (fields: Fields) => fields.text('description'),
    isSent: false,
    hasVariables: false,
    meaning: 'for people',
    default: 'none',
    schema: schemas.TEXT,
  },
  method: {
    field: 'method',
    isRequired: true,
    read: readMethod,
    isSent: true,
    rendering: 'written',
    meaning: `the method of the request: ${METHODS.join(', ')}`,
    default: 'required',
    schema: { anyOf: [{ enum: METHODS }, { type: 'string', pattern: '^\\s*[A-Za-z]+\\s*$' }] },
  },
  path: {
    field: 'path',
    isRequired: true,
    read: readPath,
    isSent: true,
    rendering: 'path',
    meaning: 'the path of the request; `{name}` in it is filled from the variable `name`, percent-encoded',
    default: 'required',
    schema: { type: 'string', pattern: '^(/|\\{\\{|<<)' },
  },
  token: {
    field: 'token',
    read: (fields: Fields) => fields.text('token'),
    isSent: true,
    rendering: 'written',
    meaning: 'token type; `none` sends no credentials',
    default: 'first of frontmatter `tokens`, else `defaultToken`, else `staff`',
    schema: schemas.TEXT,
  },
  params: {
    field: 'params',
    read: readParams,
    absent: NO_PARAMS,
    isSent: true,
    rendering: 'texts',
    meaning: 'query parameters, for every method',
    default: 'none',
    schema: schemas.MAP,
  },
  headers: {
    field: 'headers',
    // A header that is null removes the default header of that name.
    read: readHeaders,
    absent: NO_HEADERS,
    isSent: true,
    rendering: 'flat',
    meaning: 'request headers',
    default: 'none',
    schema: schemas.MAP,
  },
  body: {
    field: 'body',
    read: 'content',
    isSent: true,
    rendering: 'body',
    meaning: 'JSON body, any YAML value',
    default: 'none',
    schema: schemas.ANYTHING,
  },
  content_type: {
    field: 'content',
    read: 'content',
    absent: jsonContent,
    isSent: true,
    rendering: 'written',
    meaning: '`json`, `form`, `multipart`, or a media type',
    default: '`json`',
    schema: { type: 'string' },
  },
  form_fields: {
    field: 'formFields',
    read: 'content',
    absent: NO_FIELDS,
    isSent: true,
    rendering: 'texts',
    meaning: 'the fields of a form',
    default: 'none',
    schema: schemas.MAP,
  },
  file_fields: {
    field: 'fileFields',
    read: 'content',
    absent: NO_FILES,
    isSent: true,
    rendering: 'flat',
    meaning:
      'the files of a form: `field_name`, `file_path` (relative to the spec), `filename`, `content_type`',
    default: 'none',
    schema: schemas.FILES,
  },
  x_on_behalf_of: {
    field: 'onBehalfOf',
    read: (fields: Fields) => fields.flag('x_on_behalf_of'),
    isSent: true,
    rendering: 'written',
    meaning: '`true` sends `X-On-Behalf-Of` with `business_uid`, else `business_id`',
    default: 'as documented',
    schema: schemas.FLAG,
  },
  useFallbackApi: {
    field: 'useFallback',
    alias: 'useFallback',
    read: (fields: Fields) => fields.flag('useFallbackApi') ?? fields.flag('useFallback'),
    isSent: false,
    hasVariables: false,
    meaning: 'the step goes to the fallback API',
    default: 'as the spec',
    schema: schemas.FLAG,
  },
  extract: {
    field: 'extract',
    read: readExtracts,
    absent: NO_EXTRACTS,
    isSent: false,
    hasVariables: true,
    visitTexts: visitExtracts,
    check: checkExtracts,
    meaning:
      'variables from the answer: a JSONPath, or a map with `path` or `header`, `optional`, `default`, `all`, `redact`',
    default: 'none',
    schema: schemas.EXTRACTS,
  },
  expect: {
    field: 'expect',
    read: readExpect,
    absent: ANY_ANSWER,
    isSent: false,
    // Filled in after the answer; a variable missing then is a check that was not made.
    hasVariables: true,
    visitTexts: visitExpect,
    meaning: '`status`, `headers`, `body`, `maxMs`, `schema`: see `verify help matchers`',
    default: 'any 2xx',
    schema: schemas.EXPECT,
  },
  onFail: {
    field: 'onFail',
    read: (fields: Fields) => fields.oneOf('onFail', ON_FAIL),
    absent: 'abort' as OnFail,
    isSent: false,
    hasVariables: false,
    meaning: 'of a prerequisite: `abort`, `continue`, `warn`, `skip`',
    default: '`abort`',
    schema: { enum: ON_FAIL },
  },
  skipReason: {
    field: 'skipReason',
    read: (fields: Fields) => fields.text('skipReason'),
    isSent: false,
    hasVariables: false,
    meaning: 'why `onFail: skip` may skip the spec',
    default: 'none',
    schema: schemas.TEXT,
  },
  sleep: {
    field: 'sleepMs',
    read: (fields: Fields) => fields.durationMs('sleep'),
    absent: 0,
    isSent: false,
    hasVariables: false,
    meaning: 'how long to wait after the step: milliseconds, `500ms`, `2s`',
    default: '0',
    schema: schemas.DURATION,
  },
  retry: {
    field: 'retry',
    read: readRetry,
    isSent: false,
    hasVariables: true,
    check: checkRetry,
    meaning: 'polls: `until`, `attempts`, `interval`, `backoff`, `maxMs`',
    default: 'none',
    schema: schemas.RETRY,
  },
  when: {
    field: 'when',
    read: readWhen,
    isSent: false,
    hasVariables: true,
    meaning: 'the step runs only where this condition holds',
    default: 'always',
    schema: { type: ['string', 'number', 'boolean'] },
  },
  share: {
    field: 'share',
    read: (fields: Fields) => fields.flag('share'),
    absent: false as boolean,
    isSent: false,
    hasVariables: false,
    meaning: 'its answer may serve every spec that sends the same',
    default: '`false`',
    schema: schemas.FLAG,
  },
  forEach: {
    field: 'forEach',
    read: readForEach,
    isSent: false,
    hasVariables: true,
    visitTexts: visitForEach,
    meaning: 'the step runs once for each item: `in`, `as`, `max`',
    default: 'once',
    schema: schemas.FOR_EACH,
  },
  timeout: {
    field: 'timeoutMs',
    read: (fields: Fields) => fields.durationMs('timeout'),
    isSent: false,
    hasVariables: false,
    meaning: 'how long an answer may take',
    default: "the environment's `timeoutMs`",
    schema: schemas.DURATION,
  },
} as const satisfies Readonly<Record<string, StepKey>>;

/** The rows of the table, for code that treats them all alike. */
export const stepKeys: readonly (readonly [key: string, row: StepKey])[] = Object.entries(STEP_KEYS);
