import type { OtherKeys } from '../yaml/fields.ts';

/** Names of step keys in other tools, in lower case without signs. */
const STEP_WORDS: Readonly<Record<string, string>> = {
  ...aliases('params', 'query queryparams queryparameters querystring qs searchparams parameters urlparams'),
  ...aliases('path', 'url uri endpoint route pathname'),
  ...aliases('method', 'verb httpmethod'),
  ...aliases('id', 'name step key'),
  ...aliases('body', 'json data payload requestbody content jsonbody'),
  ...aliases('form_fields', 'form formdata fields urlencoded'),
  ...aliases('file_fields', 'files file upload uploads attachments multipart'),
  ...aliases('content_type', 'mediatype mimetype mime'),
  ...aliases('token', 'auth authorization authentication credentials bearer'),
  ...aliases('expect', 'assert asserts assertions expected expectations checks validate response test tests'),
  ...aliases('extract', 'capture captures save store variables outputs'),
  ...aliases('sleep', 'wait delay pause'),
  ...aliases('when', 'if condition'),
  ...aliases('forEach', 'loop repeat each withitems'),
};

/** Names of `expect` keys in other tools. */
const EXPECT_WORDS: Readonly<Record<string, string>> = {
  ...aliases('status', 'code statuscode httpstatus responsecode'),
  ...aliases('body', 'json jsonpath data response'),
  ...aliases('maxMs', 'duration responsetime time timeout'),
};

function aliases(key: string, words: string): Readonly<Record<string, string>> {
  return Object.fromEntries(words.split(' ').map((word) => [word, key]));
}

/** Keys of the maps in a step, which end up among the step's own when their lines are not indented. */
const INSIDE: Readonly<Record<string, string>> = {
  status: 'expect',
  maxMs: 'expect',
  schema: 'expect',
  until: 'retry',
  attempts: 'retry',
  interval: 'retry',
  backoff: 'retry',
};

/** Unknown keys of a step that has the keys `present`. */
export const otherStepKeys = (present: (key: string) => boolean): OtherKeys => ({
  words: STEP_WORDS,
  placeOf: (key) => {
    if (/^-\w/.test(key)) return `write a blank behind the dash: - ${key.slice(1)}`;
    const owner = Object.hasOwn(INSIDE, key) ? INSIDE[key]! : undefined;
    if (owner === undefined) return undefined;
    return present(owner)
      ? `"${key}" belongs into "${owner}": indent its line below "${owner}:"`
      : `"${key}" belongs into "${owner}", as in ${owner}: { ${key}: … }`;
  },
});

/** Unknown keys of `expect`. */
export const otherExpectKeys: OtherKeys = { words: EXPECT_WORDS };

/** Unknown keys beside `steps:`. */
export const otherBlockKeys = (stepKeys: readonly string[]): OtherKeys => ({
  placeOf: (key) =>
    stepKeys.includes(key)
      ? `"${key}" belongs to a step: indent its line to the column of "id", below "- id:"`
      : undefined,
});
