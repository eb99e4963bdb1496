import { convertDiscriminator, problemOfDiscriminator, readDiscriminator } from './discriminator.ts';
import { below } from '../document/found.ts';
import { isObject, type JsonObject, own, ownString } from '../document/json.ts';
import { type Found, isProblem, type DocumentPlace } from '../document/documents.ts';
import { derefTo, problemOfTarget } from '../document/kinds.ts';
import { keepFlag } from './one-way.ts';
import { keepSecret } from '../check/secret-value.ts';
import { isNullable, readNullable } from './nullable.ts';
import { dependsOnOwners } from './required.ts';
import { convertKeywords } from './schema-keywords.ts';
import { leaveOutUndecided, UNREAD } from './undecided.ts';
import { problemOfDialect } from './version-keywords.ts';
import type { JsonSchema } from './json-schema.ts';
import type { SchemaGap, ConvertedSchema, SchemaQuestion, Conversion } from './conversion.ts';

/** Deeper parts become named schemas, because all later steps recurse into schemas. */
const MAX_NESTED = 40;
/** More than any real schema has; docs/documents.md lists the limits. */
const MAX_PARTS = 200_000;

/** Translates a schema of any dialect to JSON Schema 2020-12; recursion becomes `$defs`. Never throws. */
export function toJsonSchema(found: Found, question: SchemaQuestion): ConvertedSchema {
  const gaps: SchemaGap[] = [];
  const notices: SchemaGap[] = [];
  const late: SchemaGap[] = [];
  const unread = new Set<object>();
  const places = new Map<object, DocumentPlace>();
  const names = new Map<string, string>();
  const defs: Record<string, JsonSchema> = {};
  const waiting: {
    readonly name: string;
    readonly target: Found;
    readonly scope: readonly DocumentPlace[];
  }[] = [];
  let scope: readonly DocumentPlace[] = [];
  let depth = 0;
  let parts = 0;
  let losses = 0;

  const convert = (at: Found, owners: readonly Found[] = []): JsonSchema => {
    if (++parts > MAX_PARTS) {
      if (parts === MAX_PARTS + 1)
        conversion.gap(found, `the schema leads to more than ${MAX_PARTS.toLocaleString('en')} parts`);
      const rest = {};
      unread.add(rest);
      return rest;
    }
    if (depth > MAX_NESTED && owners.length === 0) return conversion.refer(at);
    depth++;
    const outer = scope;
    if (depth === 1 || own(at.value, '$id') !== undefined) scope = within(scope, at);
    const before = gaps.length + losses;
    const schema = convertSchema(at, owners, conversion);
    scope = outer;
    depth--;
    if (gaps.length + losses > before && isObject(schema)) unread.add(schema);
    return isObject(schema) ? mark(schema, at) : schema;
  };
  /** The resources with a `$dynamicAnchor` on the path of references, the outermost first. */
  const within = (before: readonly DocumentPlace[], at: DocumentPlace): readonly DocumentPlace[] => {
    const resource = question.documents.dynamicResource(at);
    return resource === undefined || before.some((each) => isSamePlace(each, resource))
      ? before
      : [...before, resource];
  };
  const mark = (schema: JsonObject, { file, pointer }: DocumentPlace): JsonObject => {
    places.set(schema, { file, pointer });
    return schema;
  };
  const say =
    (list: SchemaGap[]) =>
    (place: DocumentPlace, message: string): void => {
      list.push({ file: place.file, pointer: place.pointer, message });
    };
  const conversion: Conversion = {
    discriminator: 'decides',
    nullable: 'strict',
    ...question,
    convert,
    gap: say(gaps),
    notice: say(notices),
    lose: (place, message) => {
      losses++;
      conversion.notice(place, message);
    },
    late: (place, message) => {
      late.push({ file: place.file, pointer: place.pointer, message });
      return { [UNREAD]: message };
    },
    mark,
    dynamicTarget: (target, name) => {
      if (ownString(target.value, '$dynamicAnchor') !== name) return target;
      const found = scope.map((each) => question.documents.dynamicAnchor(each, name));
      return found.find((each) => each !== undefined) ?? target;
    },
    deref: (at) => {
      const target = derefTo('schema', at, question.dialect, question.documents);
      if (!isProblem(target)) return target;
      conversion.gap(at, target.problem);
      return undefined;
    },
    follow: (ref, at) => {
      const { documents, dialect } = question;
      const target = documents.resolve(ref, at);
      if (isProblem(target)) return target;
      const problem = problemOfTarget(ref, target, { wanted: 'schema', dialect, documents });
      return problem === undefined ? target : { problem };
    },
    refer: (target, variant) => {
      const through = within(scope, target);
      const key = `${variant ?? ''} ${[...through, target].map(({ file, pointer }) => `${file}#${pointer}`).join(' ')}`;
      let name = names.get(key);
      if (name === undefined) {
        name = `s${names.size}`;
        names.set(key, name);
        waiting.push({ name, target: variant === 'base' ? withoutChildren(target) : target, scope: through });
      }
      return { $ref: `#/$defs/${name}` };
    },
  };

  const odd = problemOfDialect(found, conversion);
  if (odd !== undefined) conversion.gap(found, odd);
  const root = convert(found);
  // A loop, because documents may chain hundreds of schemas.
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    scope = next.scope;
    defs[next.name] = convert(next.target);
  }
  const schema =
    Object.keys(defs).length === 0 ? root : mark({ ...(root as JsonObject), $defs: defs }, found);
  if (unread.size === 0 && late.length === 0) return { schema, gaps, notices, places };
  const { isWeaker, ...left } = leaveOutUndecided({ schema, places }, unread);
  // The late parts are no longer needed then.
  return { ...left, gaps: isWeaker ? [...gaps, ...late] : gaps, notices };
}

/** Parents as their children see them. */
const bases = new WeakSet<object>();

const withoutChildren = (found: Found): Found => {
  const { discriminator: _, oneOf: __, anyOf: ___, ...rest } = found.value as JsonObject;
  bases.add(rest);
  return { ...found, value: rest };
};

function convertSchema(found: Found, owners: readonly Found[], conversion: Conversion): JsonSchema {
  const { value } = found;
  if (typeof value === 'boolean') return value;
  if (!isObject(value)) {
    conversion.gap(found, `this is not a schema: expected an object, found ${showOther(value)}`);
    return {};
  }
  if (value['$ref'] !== undefined && typeof value['$ref'] !== 'string') {
    conversion.gap(found, `$ref is not a text: found ${showOther(value['$ref'])}`);
    return {};
  }
  if (typeof value['$ref'] === 'string') return convertRef(found, value, owners, conversion);
  if (typeof value['$dynamicRef'] === 'string' && conversion.dialect === '3.1')
    return convertDynamicRef(found, value, value['$dynamicRef'], conversion);
  const problem = problemOfDiscriminator(found, conversion);
  if (problem !== undefined) conversion.gap(below(found, 'discriminator'), problem);
  const discriminator =
    problem !== undefined || bases.has(value) ? undefined : readDiscriminator(found, conversion);
  // Then the alternatives of its list cannot be decided.
  const decides =
    (discriminator !== undefined || problem !== undefined) && conversion.discriminator === 'decides';
  const skipped = decides ? ['oneOf', 'anyOf'] : [];
  const converted = convertKeywords(found, value, owners, conversion, skipped);
  const schema = readNullable(found, converted, conversion);
  return discriminator ? convertDiscriminator(schema, discriminator, found, conversion) : schema;
}

const isSamePlace = (a: DocumentPlace, b: DocumentPlace): boolean =>
  a.file === b.file && a.pointer === b.pointer;

/** What was found in the place of a schema. A wrong indentation gives null in YAML. */
function showOther(value: unknown): string {
  if (value === null || value === undefined) return 'nothing (null); look at the indentation';
  const text = JSON.stringify(value);
  return Array.isArray(value) ? 'a list' : text.length > 40 ? `${text.slice(0, 36)}...` : text;
}

function convertDynamicRef(found: Found, value: JsonObject, ref: string, conversion: Conversion): JsonSchema {
  const target = conversion.follow(ref, found);
  if (isProblem(target)) {
    conversion.gap(found, target.problem.replace('$ref', '$dynamicRef'));
    return {};
  }
  const reference = conversion.refer(conversion.dynamicTarget(target, ref.slice(ref.indexOf('#') + 1)));
  const { $dynamicRef: _, ...siblings } = value;
  return { ...convertKeywords(found, siblings, [], conversion, []), ...reference };
}

function convertRef(
  found: Found,
  value: JsonObject,
  owners: readonly Found[],
  conversion: Conversion,
): JsonSchema {
  const target = conversion.follow(ownString(value, '$ref') ?? '', found);
  if (isProblem(target)) {
    conversion.gap(found, target.problem);
    return {};
  }
  const { $ref: _, ...siblings } = value;
  // The composing schema may flag required fields: the reference then has another meaning here than elsewhere.
  const reference =
    siblings['allOf'] === undefined && dependsOnOwners(target, owners, conversion)
      ? { allOf: [conversion.convert(target, owners)] }
      : conversion.refer(target);
  // Only 3.1 defines keywords beside a $ref; the meaning of a flag is clear.
  const rest =
    conversion.dialect === '3.1'
      ? convertKeywords(found, siblings, [...owners, target], conversion, [])
      : { ...keepFlag(siblings, conversion.direction), ...keepSecret(siblings) };
  const joined = Object.keys(rest).length > 0 ? { ...rest, ...reference } : reference;
  if (conversion.dialect === '3.1') return readNullable(found, joined, conversion);
  if (conversion.nullable === 'strict' || !isNullable(value)) return joined;
  return { anyOf: [conversion.mark(joined, target), { type: 'null' }] };
}
