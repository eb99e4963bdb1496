import { HINT, SWITCH } from './discriminator.ts';
import { kindOfFormat } from './engine/format.ts';
import { isObject, type JsonObject, own, ownList, ownObject } from '../document/json.ts';
import { flaggedByBoth, flaggedByOne, ownFlag } from './one-way.ts';
import { lookUp, pointerKeys } from '../document/pointer.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Knowledge, FormatOf, Flat } from './flat.ts';

/** A schema without constraints. */
export const nothing: Flat = {
  knowledge: 'nothing',
  texts: [],
  numbers: [],
  holders: [],
  switches: [],
  branchHolders: new Set(),
  sureHolders: new Set(),
  flagged: undefined,
};

const strength: readonly Knowledge[] = ['nothing', 'fields', 'open', 'closed'];

type Unions = Pick<Flat, 'holders' | 'switches' | 'branchHolders'>;

const union = (left: Flat, right: Flat): Unions => ({
  holders: [...new Set([...left.holders, ...right.holders])],
  switches: [...new Set([...left.switches, ...right.switches])],
  branchHolders: new Set([...left.branchHolders, ...right.branchHolders]),
});

/** Both schemas apply: what either of them knows is known. */
export const both = (left: Flat, right: Flat): Flat => ({
  ...union(left, right),
  knowledge:
    strength.indexOf(left.knowledge) > strength.indexOf(right.knowledge) ? left.knowledge : right.knowledge,
  texts: [...left.texts, ...right.texts],
  numbers: [...left.numbers, ...right.numbers],
  sureHolders: new Set([...left.sureHolders, ...right.sureHolders]),
  flagged: flaggedByBoth(left.flagged, right.flagged),
});

/** One of the schemas applies: what any of them leaves open is open. */
function oneOf(branches: readonly (Flat & { readonly types: readonly unknown[] })[]): Flat {
  const may = (...wanted: readonly string[]) =>
    branches.filter(({ types }) => types.length === 0 || wanted.some((type) => types.includes(type)));
  const objects = may('object');
  const valued = branches.filter(({ types }) => types.length === 0 || types.some((type) => type !== 'null'));
  const formatsOf = (list: readonly (readonly FormatOf[])[]): readonly FormatOf[] =>
    list.some((formats) => formats.length === 0) ? [] : list.flat();
  const knows = (knowledge: Knowledge) => objects.some((branch) => branch.knowledge === knowledge);
  const knowledge = knows('open')
    ? 'open'
    : knows('nothing')
      ? 'nothing'
      : knows('fields')
        ? 'fields'
        : 'closed';
  return {
    ...branches.reduce<Flat>((left, right) => ({ ...nothing, ...union(left, right) }), nothing),
    knowledge: objects.length === 0 ? 'nothing' : knowledge,
    texts: formatsOf(may('string').map(({ texts }) => texts)),
    numbers: formatsOf(may('number', 'integer').map(({ numbers }) => numbers)),
    flagged: flaggedByOne(valued.map(({ flagged }) => flagged)),
    sureHolders: valued.length === 1 ? valued[0]!.sureHolders : nothing.sureHolders,
  };
}

/** Merges what a schema says about one value, through everything it is composed of. */
export function flatten(schema: unknown, state: MergeState): Flat {
  if (!isObject(schema)) return nothing;
  const known = state.known.get(schema);
  if (known) return known;
  if (state.inside.has(schema)) {
    state.circles++;
    return nothing;
  }
  // If schemas refer to each other in too many ways, no field counts as undocumented.
  if (++state.steps > MAX_STEPS) return { ...nothing, knowledge: 'open' };
  const { circles } = state;
  state.inside.add(schema);
  const flat = flattenParts(schema, state);
  state.inside.delete(schema);
  // A schema cut at a cycle is incomplete here, but not elsewhere.
  if (circles === state.circles) state.known.set(schema, flat);
  return flat;
}

/** State shared while the schemas of one root are merged. */
export type MergeState = {
  readonly root: JsonSchema;
  readonly known: Map<object, Flat>;
  readonly inside: Set<object>;
  circles: number;
  steps: number;
};

export const createMergeState = (root: JsonSchema): MergeState => ({
  root,
  known: new Map(),
  inside: new Set(),
  circles: 0,
  steps: 0,
});

const MAX_STEPS = 200_000;

function flattenParts(schema: JsonObject, state: MergeState): Flat {
  const { root } = state;
  const into = (part: unknown): Flat => flatten(part, state);
  let flat: Flat = ownFlat(schema);
  if (typeof schema['$ref'] === 'string')
    flat = both(flat, into(lookUp(root, pointerKeys(schema['$ref'].slice(1)))?.value));
  if (isObject(schema[HINT])) flat = both(flat, flattenSwitch(schema[HINT], into));
  if (SWITCH in schema && Array.isArray(schema['allOf'])) return both(flat, flattenSwitch(schema, into));
  for (const part of ownList(schema, 'allOf')) flat = both(flat, into(part));
  for (const key of ['oneOf', 'anyOf']) {
    const branches = ownList(schema, key);
    if (branches.length > 0)
      flat = both(flat, oneOf(branches.map((branch) => ({ ...into(branch), types: typesOf(branch, root) }))));
  }
  const conditional = ['then', 'else'].filter((key) => key in schema);
  for (const key of conditional) flat = both(flat, unsure(into(schema[key])));
  for (const part of Object.values(ownObject(schema, 'dependentSchemas')))
    flat = both(flat, unsure(into(part)));
  return flat;
}

/** What applies to some values only. */
const unsure = (flat: Flat): Flat => ({
  ...flat,
  sureHolders: nothing.sureHolders,
  flagged: flat.flagged && { ...flat.flagged, sure: false },
});

function flattenSwitch(schema: JsonObject, into: (part: unknown) => Flat): Flat {
  const branches = ownList(schema, 'allOf').map((condition) => into(own(condition, 'then')));
  const any = oneOf(branches.map((branch) => ({ ...branch, types: [] })));
  return { ...any, switches: [schema, ...any.switches], branchHolders: new Set(any.holders) };
}

function ownFlat(schema: JsonObject): Flat {
  const { format } = schema;
  const kind = typeof format === 'string' ? kindOfFormat(format) : 'free';
  const formats = typeof format === 'string' ? [{ format, schema }] : [];
  return {
    ...nothing,
    knowledge: ownKnowledge(schema),
    texts: kind === 'text' || kind === 'other' ? formats : [],
    numbers: kind === 'number' || kind === 'other' ? formats : [],
    holders: [schema],
    sureHolders: new Set([schema]),
    flagged: ownFlag(schema),
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
