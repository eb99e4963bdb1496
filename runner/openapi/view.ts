import { SWITCH } from './discriminator.ts';
import { isObject, type JsonObject, own, ownList, ownObject } from './json.ts';
import { readPattern, type PatternGuard } from './pattern.ts';
import { lookUp, pointerKeys } from './pointer.ts';
import type { JsonSchema } from './schema.ts';

/** What a schema knows about the fields of an object: nothing, everything, some (others are undocumented), or only these. */
type Knowledge = 'nothing' | 'open' | 'fields' | 'closed';

/**
 * All schemas that may apply to one value, seen at once: through `$ref`, `allOf`, and every branch of `oneOf`
 * and `anyOf`. Made once for each set of schemas, so that a walk over an answer only looks things up.
 */
export type View = {
  readonly knowledge: Knowledge;
  /** The formats that a string may have; empty when it may have any. */
  readonly formats: readonly string[];
  /** The schemas that carry those formats. */
  readonly formatSchemas: readonly JsonObject[];
  readonly field: (name: string) => View | 'undocumented';
  readonly item: (index: number) => View;
  /** The view for this very object: where a discriminator chooses, only the chosen branch counts. */
  readonly choose: (value: JsonObject) => View;
  /** The schemas that document the fields. */
  readonly schemas: readonly JsonObject[];
};

/** Creates the view of a whole translated schema. */
export function createView(root: JsonSchema, guard: PatternGuard): View {
  const ids = new Map<object, number>();
  const views = new Map<string, View>();
  const idOf = (schema: object): number => {
    const id = ids.get(schema) ?? ids.size;
    ids.set(schema, id);
    return id;
  };
  const viewOf = (schemas: readonly unknown[]): View => {
    const objects = [...new Set(schemas.filter(isObject))];
    const key = objects
      .map(idOf)
      .sort((a, b) => a - b)
      .join();
    const known = views.get(key);
    if (known) return known;
    const view = makeView(objects);
    views.set(key, view);
    return view;
  };

  const makeView = (schemas: readonly JsonObject[]): View => {
    const parts = schemas.map((schema) => flatten(schema, root, new Set()));
    const all = parts.reduce(both, nothing);
    const fields = new Map<string, View | 'undocumented'>();
    const items = new Map<number, View>();
    const chosen = new Map<string, View>();
    const lookField = (name: string): View | 'undocumented' => {
      const found = all.holders.flatMap((holder) => schemasOfField(holder, name, guard));
      return found.length > 0 || all.knowledge !== 'fields' ? viewOf(found) : 'undocumented';
    };
    return {
      knowledge: all.knowledge,
      formats: all.formats,
      formatSchemas: all.formatSchemas,
      schemas: all.holders,
      field: (name) => remember(fields, name, () => lookField(name)),
      item: (index) => {
        const widest = Math.max(0, ...all.holders.map((holder) => ownList(holder, 'prefixItems').length));
        const at = Math.min(index, widest);
        return remember(items, at, () =>
          viewOf(all.holders.map((holder) => ownList(holder, 'prefixItems')[at] ?? own(holder, 'items'))),
        );
      },
      choose: (value) => {
        if (all.switches.length === 0) return viewOf(schemas);
        const branches = all.switches.flatMap((each) => chosenBranch(each, value));
        if (branches.length === 0) return viewOf(schemas);
        const key = branches.map(idOf).join();
        return remember(chosen, key, () =>
          viewOf([...all.holders.filter((holder) => !all.branchHolders.has(holder)).map(bare), ...branches]),
        );
      },
    };
  };
  return viewOf([root]);
}

const bareCopies = new WeakMap<JsonObject, JsonObject>();

/** A schema without what it is composed of, whose parts are already known by themselves. */
function bare(schema: JsonObject): JsonObject {
  const { $ref: _, allOf: __, anyOf: ___, oneOf: ____, [SWITCH]: _____, ...rest } = schema;
  const copy = bareCopies.get(schema) ?? rest;
  bareCopies.set(schema, copy);
  return copy;
}

function remember<K, V>(memo: Map<K, V>, key: K, make: () => V): V {
  const known = memo.get(key);
  if (known !== undefined) return known;
  const made = make();
  memo.set(key, made);
  return made;
}

/** What is left of a schema and all it refers to. */
type Flat = {
  readonly knowledge: Knowledge;
  readonly formats: readonly string[];
  readonly formatSchemas: readonly JsonObject[];
  readonly holders: readonly JsonObject[];
  readonly switches: readonly JsonObject[];
  /** Holders that belong to a branch of a discriminator. */
  readonly branchHolders: ReadonlySet<JsonObject>;
};

const nothing: Flat = {
  knowledge: 'nothing',
  formats: [],
  formatSchemas: [],
  holders: [],
  switches: [],
  branchHolders: new Set(),
};

const strength: readonly Knowledge[] = ['nothing', 'fields', 'open', 'closed'];

const union = (left: Flat, right: Flat): Omit<Flat, 'knowledge' | 'formats' | 'formatSchemas'> => ({
  holders: [...new Set([...left.holders, ...right.holders])],
  switches: [...new Set([...left.switches, ...right.switches])],
  branchHolders: new Set([...left.branchHolders, ...right.branchHolders]),
});

/** Both schemas apply: what one of them knows is known. */
const both = (left: Flat, right: Flat): Flat => ({
  ...union(left, right),
  knowledge:
    strength.indexOf(left.knowledge) > strength.indexOf(right.knowledge) ? left.knowledge : right.knowledge,
  formats: [...left.formats, ...right.formats],
  formatSchemas: [...left.formatSchemas, ...right.formatSchemas],
});

/** One of the schemas applies: what any of them leaves open is open. */
function oneOf(branches: readonly (Flat & { readonly types: readonly unknown[] })[]): Flat {
  const may = (type: string) => branches.filter(({ types }) => types.length === 0 || types.includes(type));
  const objects = may('object');
  const strings = may('string');
  const knows = (knowledge: Knowledge) => objects.some((branch) => branch.knowledge === knowledge);
  const knowledge = knows('open')
    ? 'open'
    : knows('nothing')
      ? 'nothing'
      : knows('fields')
        ? 'fields'
        : 'closed';
  const free = strings.some(({ formats }) => formats.length === 0);
  return {
    ...branches.reduce<Flat>((left, right) => ({ ...nothing, ...union(left, right) }), nothing),
    knowledge: objects.length === 0 ? 'nothing' : knowledge,
    formats: free ? [] : strings.flatMap(({ formats }) => formats),
    formatSchemas: free ? [] : strings.flatMap(({ formatSchemas }) => formatSchemas),
  };
}

function flatten(schema: unknown, root: JsonSchema, seen: ReadonlySet<object>): Flat {
  if (!isObject(schema) || seen.has(schema)) return nothing;
  const inside = new Set([...seen, schema]);
  const into = (part: unknown): Flat => flatten(part, root, inside);
  let flat: Flat = ownFlat(schema);
  if (typeof schema['$ref'] === 'string')
    flat = both(flat, into(lookUp(root, pointerKeys(schema['$ref'].slice(1)))?.value));
  if (SWITCH in schema && Array.isArray(schema['allOf'])) return both(flat, flattenSwitch(schema, into));
  for (const part of ownList(schema, 'allOf')) flat = both(flat, into(part));
  for (const key of ['oneOf', 'anyOf']) {
    const branches = ownList(schema, key);
    if (branches.length > 0)
      flat = both(flat, oneOf(branches.map((branch) => ({ ...into(branch), types: typesOf(branch, root) }))));
  }
  const conditional = ['then', 'else'].filter((key) => key in schema);
  for (const key of conditional) flat = both(flat, into(schema[key]));
  for (const part of Object.values(ownObject(schema, 'dependentSchemas'))) flat = both(flat, into(part));
  return flat;
}

function flattenSwitch(schema: JsonObject, into: (part: unknown) => Flat): Flat {
  const branches = ownList(schema, 'allOf').map((condition) => into(own(condition, 'then')));
  const any = oneOf(branches.map((branch) => ({ ...branch, types: [] })));
  return { ...any, switches: [schema, ...any.switches], branchHolders: new Set(any.holders) };
}

function ownFlat(schema: JsonObject): Flat {
  const format = schema['format'];
  return {
    ...nothing,
    knowledge: ownKnowledge(schema),
    formats: typeof format === 'string' ? [format] : [],
    formatSchemas: typeof format === 'string' ? [schema] : [],
    holders: [schema],
  };
}

function ownKnowledge(schema: JsonObject): Knowledge {
  for (const key of ['additionalProperties', 'unevaluatedProperties']) {
    if (schema[key] === false) return 'closed';
    if (schema[key] !== undefined) return 'open';
  }
  return Object.keys(ownObject(schema, 'properties')).length > 0 || 'patternProperties' in schema
    ? 'fields'
    : 'nothing';
}

function typesOf(schema: unknown, root: JsonSchema): readonly unknown[] {
  let at = schema;
  for (let hops = 0; hops < 20 && typeof own(at, '$ref') === 'string'; hops++)
    at = lookUp(root, pointerKeys(String(own(at, '$ref')).slice(1)))?.value;
  const type = own(at, 'type');
  if (type !== undefined) return Array.isArray(type) ? type : [type];
  return Object.keys(ownObject(at, 'properties')).length > 0 ? ['object'] : [];
}

function schemasOfField(holder: JsonObject, name: string, guard: PatternGuard): readonly unknown[] {
  const named = own(ownObject(holder, 'properties'), name);
  const matched = Object.entries(ownObject(holder, 'patternProperties')).flatMap(([source, schema]) => {
    const pattern = readPattern(source);
    return !('problem' in pattern) && guard.test(pattern, name) ? [schema] : [];
  });
  const listed = named === undefined ? matched : [named, ...matched];
  const others = own(holder, 'additionalProperties');
  // A field that is documented without any constraint still counts as documented.
  return (listed.length > 0 ? listed : isObject(others) ? [others] : []).map((schema) =>
    isObject(schema) ? schema : anything,
  );
}

const anything: JsonObject = {};

function chosenBranch(schema: JsonObject, value: JsonObject): readonly JsonObject[] {
  const property = String(schema[SWITCH]);
  const wanted = own(value, property);
  const found = ownList(schema, 'allOf').find(
    (condition) => own(own(ownObject(own(condition, 'if'), 'properties'), property), 'const') === wanted,
  );
  const branch = own(found, 'then');
  return isObject(branch) ? [branch] : [];
}
