import { below } from '../../openapi/document/found.ts';
import { isObject, own, ownList, ownObject, ownString } from '../../openapi/document/json.ts';
import {
  type DocumentPlace,
  type Documents,
  type Found,
  isProblem,
} from '../../openapi/document/documents.ts';

/** What a schema says of its values, with references and `allOf` followed. */
export type SchemaFacts = {
  /** Without `null`. */
  readonly types: readonly string[];
  readonly isNullable: boolean;
  readonly properties: ReadonlyMap<string, Found>;
  readonly required: ReadonlySet<string>;
  readonly items: Found | undefined;
  /** The schemas of which one holds; one that allows nothing but `null` is left out. */
  readonly alternatives: readonly Found[];
  readonly discriminator: string | undefined;
  /** Of each keyword that stands for itself, the first value that was met. */
  readonly keywords: ReadonlyMap<string, unknown>;
  /** The places that were read, to end a circle. */
  readonly places: readonly string[];
};

const PLAIN_KEYWORDS = [
  ...['const', 'enum', 'default', 'example', 'examples', 'format', 'pattern', 'minLength', 'maxLength'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems'],
  ...['minProperties', 'readOnly', 'writeOnly', 'additionalProperties', 'x-enum'],
];

/** Deeper schemas are not followed; real ones have a handful of levels. */
const MAX_DEPTH = 12;

type Mutable = {
  types: string[] | undefined;
  isNullable: boolean;
  properties: Map<string, Found>;
  required: Set<string>;
  items: Found | undefined;
  alternatives: Found[];
  discriminator: string | undefined;
  keywords: Map<string, unknown>;
  places: string[];
};

/** Reads a schema; of the alternatives that it lists, `branch` (counted around) is read along when it is given. */
export function readSchema(documents: Documents, place: DocumentPlace, branch?: number): SchemaFacts {
  const facts: Mutable = {
    types: undefined,
    isNullable: false,
    properties: new Map(),
    required: new Set(),
    items: undefined,
    alternatives: [],
    discriminator: undefined,
    keywords: new Map(),
    places: [],
  };
  const found = 'value' in place ? (place as Found) : documents.at(place);
  if (!isProblem(found)) add(documents, found, facts, 0, branch);
  return { ...facts, types: facts.types ?? impliedTypes(facts) };
}

function add(
  documents: Documents,
  written: Found,
  facts: Mutable,
  depth: number,
  branch: number | undefined,
): void {
  const found = documents.deref(written);
  if (isProblem(found) || depth > MAX_DEPTH || !isObject(found.value)) return;
  const key = `${found.file}#${found.pointer}`;
  if (facts.places.includes(key)) return;
  facts.places.push(key);
  const { value } = found;
  for (const name of PLAIN_KEYWORDS) {
    const given = own(value, name);
    if (given !== undefined && !facts.keywords.has(name)) facts.keywords.set(name, given);
  }
  addTypes(value, facts);
  for (const name of Object.keys(ownObject(value, 'properties')))
    facts.properties.set(name, below(found, 'properties', name));
  for (const name of ownList(value, 'required')) if (typeof name === 'string') facts.required.add(name);
  if (isObject(own(value, 'items'))) facts.items ??= below(found, 'items');
  const discriminator = own(value, 'discriminator');
  facts.discriminator ??=
    typeof discriminator === 'string' ? discriminator : ownString(discriminator, 'propertyName');
  for (const index of ownList(value, 'allOf').keys())
    add(documents, below(found, 'allOf', index), facts, depth + 1, branch);
  for (const keyword of ['oneOf', 'anyOf']) {
    const branches = [...ownList(value, keyword).keys()]
      .map((index) => below(found, keyword, index))
      .filter((each) => !isNull(each.value));
    if (branches.length < ownList(value, keyword).length) facts.isNullable = true;
    facts.alternatives.push(...branches);
    const chosen = branch === undefined ? undefined : branches[branch % Math.max(branches.length, 1)];
    if (chosen !== undefined) addBranch(documents, found, chosen, facts, depth, branch);
  }
}

/** One branch; where a discriminator tells the branches apart, its value is that of the branch. */
function addBranch(
  documents: Documents,
  owner: Found,
  chosen: Found,
  facts: Mutable,
  depth: number,
  branch: number | undefined,
): void {
  add(documents, chosen, facts, depth + 1, branch);
  const ref = ownString(chosen.value, '$ref');
  const name = ownString(own(owner.value, 'discriminator'), 'propertyName');
  if (ref === undefined || name === undefined) return;
  const mapping = Object.entries(ownObject(own(owner.value, 'discriminator'), 'mapping'));
  const value = mapping.find(([, target]) => target === ref)?.[0] ?? ref.replace(/^.*\//, '');
  const field = facts.properties.get(name);
  const listed = field === undefined ? [] : readSchema(documents, field).keywords.get('enum');
  if (Array.isArray(listed) && !listed.includes(value)) return;
  facts.required.add(name);
  facts.properties.set(name, { ...(field ?? chosen), value: { type: 'string', enum: [value] } });
}

function addTypes(value: object, facts: Mutable): void {
  const written = own(value, 'type');
  const types = (Array.isArray(written) ? written : [written]).filter((type) => typeof type === 'string');
  if (types.includes('null') || own(value, 'nullable') === true || own(value, 'x-nullable') === true)
    facts.isNullable = true;
  const others = types.filter((type) => type !== 'null');
  if (others.length > 0) facts.types ??= others;
}

const isNull = (value: unknown): boolean => own(value, 'type') === 'null' || own(value, 'const') === null;

function impliedTypes({ properties, items, keywords }: Mutable): readonly string[] {
  if (properties.size > 0 || keywords.has('additionalProperties')) return ['object'];
  return items === undefined ? [] : ['array'];
}

/** The values that are allowed, where they are listed. */
export function listedValues({ keywords }: SchemaFacts): readonly unknown[] | undefined {
  if (keywords.has('const')) return [keywords.get('const')];
  const listed = keywords.get('enum');
  return Array.isArray(listed) && listed.length > 0 ? listed : undefined;
}

/** A keyword that is a number. */
export const numberOf = ({ keywords }: SchemaFacts, name: string): number | undefined => {
  const value = keywords.get(name);
  return typeof value === 'number' ? value : undefined;
};

/** A keyword that is a text. */
export const wordOf = ({ keywords }: SchemaFacts, name: string): string | undefined => {
  const value = keywords.get(name);
  return typeof value === 'string' ? value : undefined;
};

/** The example of a schema: its own, or the first of its list. */
export const exampleOf = ({ keywords }: SchemaFacts): unknown => {
  const listed = keywords.get('examples');
  return keywords.get('example') ?? (Array.isArray(listed) ? listed[0] : undefined);
};
