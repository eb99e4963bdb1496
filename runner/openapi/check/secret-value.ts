import type { ContractQuestion } from './contract-question.ts';
import type { Remarkable } from './group.ts';
import { isObject, own, type JsonObject, ownList, ownObject } from '../document/json.ts';
import type { View } from '../schema/view.ts';

/** Marks a translated schema whose values are secret; a list names the secret fields. */
const SECRET = 'x-secret';

/** Keeps the marks of secrets: `writeOnly` and `format: password`, in requests and responses alike. */
export function keepSecret(schema: unknown): JsonObject {
  if (!isObject(schema)) return NONE;
  const { writeOnly, format } = schema;
  if (Array.isArray(writeOnly)) return { [SECRET]: writeOnly };
  return writeOnly === true || format === 'password' ? { [SECRET]: true } : NONE;
}

const NONE: JsonObject = {};

/** Whether any part of a translated schema marks secrets. */
export function marksSecrets(schemas: Iterable<object>): boolean {
  for (const schema of schemas) if (Object.hasOwn(schema, SECRET)) return true;
  return false;
}

const isMarked = ({ schemas }: View): boolean => schemas.some((schema) => schema[SECRET] === true);

const listsField = ({ schemas }: View, name: string): boolean =>
  schemas.some((schema) => ownList(schema, SECRET).includes(name));

/** Whether any schema that may apply marks the value at these keys, or a parent, as secret. */
function isSecretAt(view: View | undefined, keys: readonly (string | number)[]): boolean {
  let at = view;
  for (const key of keys) {
    if (at === undefined || isMarked(at)) return at !== undefined;
    if (typeof key === 'string' && listsField(at, key)) return true;
    const next: View | 'undocumented' = typeof key === 'number' ? at.item(key) : at.field(key);
    if (next === 'undocumented') return false;
    at = next;
  }
  return at !== undefined && isMarked(at);
}

/** Keys with a star for each undocumented name: it was sent, and may be a secret. */
export function listedKeys(
  view: View | undefined,
  keys: readonly (string | number)[],
): readonly (string | number)[] {
  let at = view;
  return keys.map((key) => {
    const isListed =
      typeof key === 'number' ||
      at?.schemas.some((schema) => Object.hasOwn(ownObject(schema, 'properties'), key)) === true;
    const next = typeof key === 'number' ? at?.item(key) : at?.field(key);
    at = next === 'undocumented' ? undefined : next;
    return isListed ? key : '*';
  });
}

/** A remark about a value that the document marks as secret, without the value. */
export function hideMarked<T extends Pick<Remarkable, 'keys' | 'sentence' | 'veiled' | 'actual'>>(
  remark: T,
  view: View | undefined,
): T {
  if ((remark.veiled === undefined && remark.actual === undefined) || !isSecretAt(view, remark.keys))
    return remark;
  return {
    ...remark,
    sentence: remark.veiled ?? remark.sentence,
    ...(remark.actual !== undefined && { actual: '***' }),
  };
}

type Keys = readonly (string | number)[];

/** Deeper values are not searched. */
const MAX_DEPTH = 300;

/** The places of the secrets in a value; empty texts are not secrets. */
export function secretsIn(value: unknown, view: View | undefined): readonly Keys[] {
  const found: Keys[] = [];
  const visit = (each: unknown, at: View, keys: Keys): void => {
    if (each === null || each === '') return;
    if (isMarked(at)) found.push(keys);
    else if (Array.isArray(each) && keys.length < MAX_DEPTH)
      for (let index = 0; index < each.length; index++) visit(each[index], at.item(index), [...keys, index]);
    else if (isObject(each) && keys.length < MAX_DEPTH)
      for (const [name, member] of Object.entries(each)) {
        const field = at.field(name);
        if (listsField(at, name)) found.push([...keys, name]);
        else if (field !== 'undocumented') visit(member, field, [...keys, name]);
      }
  };
  if (view !== undefined) visit(value, view, []);
  return found;
}

/** Reports the secrets in a value that was not sent as JSON, such as a form or a text. */
export function tellTexts(
  side: 'request' | 'response',
  value: unknown,
  schema: { readonly secretsIn: (value: unknown) => readonly Keys[] },
  onSecret: ContractQuestion['onSecret'],
): void {
  for (const keys of schema.secretsIn(value)) {
    const secret = keys.reduce<unknown>((at, key) => own(at, String(key)), value);
    onSecret?.(side, keys, typeof secret === 'object' ? undefined : String(secret));
  }
}
