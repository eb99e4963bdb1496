import {
  isObject,
  type JsonObject,
  type JsonType,
  own,
  ownList,
  ownObject,
} from '../../openapi/document/json.ts';
import {
  type ApiDocument,
  type Documents,
  isProblem,
  type DocumentPlace,
} from '../../openapi/document/documents.ts';
import { createPatternGuard } from '../../openapi/schema/engine/pattern.ts';
import { lookUp, pointerKeys } from '../../openapi/document/pointer.ts';
import { toJsonSchema } from '../../openapi/schema/schema.ts';
import { createView, type View } from '../../openapi/schema/view.ts';
import type { Direction } from '../../openapi/schema/json-schema.ts';
import type { ConvertedSchema, NullableReading } from '../../openapi/schema/conversion.ts';

/** A documented schema for drift: its fields, and those that it requires of every value. */
export type SchemaView = {
  readonly view: View;
  /** The place of the schema behind a view. */
  readonly placeOf: (view: View) => DocumentPlace | undefined;
  /** Required fields that a value lacks; a field with an unknown value counts as present. */
  readonly missing: (value: unknown) => readonly string[];
};

/** An unreadable part of a document's schema. */
type SchemaProblem = {
  readonly document: ApiDocument;
  readonly place: DocumentPlace;
  readonly message: string;
};

export type SchemaViews = {
  /** Undefined for a schema with unreadable parts: those could have any field. */
  readonly look: (
    place: DocumentPlace,
    document: ApiDocument,
    direction: Direction,
  ) => SchemaView | undefined;
  readonly problems: () => readonly SchemaProblem[];
};

/** Caches the view of each schema. */
export function createSchemaViews(documents: Documents, nullable: NullableReading = 'strict'): SchemaViews {
  const guard = createPatternGuard();
  const known = new Map<string, SchemaView | undefined>();
  const problems = new Map<string, SchemaProblem>();
  const look: SchemaViews['look'] = (place, document, direction) => {
    const key = `${direction} ${place.file}#${place.pointer}`;
    if (known.has(key)) return known.get(key);
    const found = documents.at(place);
    const converted = isProblem(found)
      ? undefined
      : toJsonSchema(found, {
          documents,
          dialect: document.dialect,
          discriminator: document.discriminator,
          nullable,
          direction,
        });
    const gaps = isProblem(found) ? [{ ...place, message: found.problem }] : (converted?.gaps ?? []);
    for (const { file, pointer, message } of gaps)
      problems.set(`${document.path} ${message}`, { document, place: { file, pointer }, message });
    const made = converted &&
      gaps.length === 0 && {
        view: createView(converted.schema, guard),
        placeOf: (view: View) => view.schemas.map((schema) => converted.places.get(schema)).find(Boolean),
        missing: (value: unknown) => missingFields(value, converted),
      };
    known.set(key, made || undefined);
    return made || undefined;
  };
  return { look, problems: () => [...problems.values()] };
}

/** The JSON types that a view allows; empty when it allows any. */
export function documentedTypesOf(view: View): ReadonlySet<JsonType> {
  const named = view.schemas.flatMap((schema) => [own(schema, 'type')].flat());
  const types = named.flatMap((type): JsonType[] => {
    if (type === 'integer') return ['number'];
    return typeof type === 'string' && JSON_TYPES.has(type) ? [type as JsonType] : [];
  });
  if (types.length > 0) return new Set(types);
  if (view.knowledge === 'fields' || view.knowledge === 'closed') return new Set(['object']);
  return view.schemas.some((schema) => 'items' in schema) ? new Set(['array']) : new Set();
}

const JSON_TYPES: ReadonlySet<string> = new Set(['null', 'boolean', 'number', 'string', 'array', 'object']);

const MAX_MISSING = 20;

function missingFields(value: unknown, { schema: root }: ConvertedSchema): readonly string[] {
  const missing = new Set<string>();
  const visit = (each: unknown, schemas: readonly unknown[], path: string): void => {
    const parts = schemas.flatMap((schema) => conjuncts(schema, root));
    if (missing.size >= MAX_MISSING || parts.length === 0) return;
    if (Array.isArray(each)) {
      const items = parts.map((part) => own(part, 'items'));
      for (const item of each) visit(item, items, `${path}[*]`);
      return;
    }
    // A name with a variable could be any of them.
    if (!isObject(each) || Object.keys(each).some((name) => /\{\{|<</.test(name))) return;
    for (const name of parts.flatMap((part) => ownList(part, 'required')))
      if (typeof name === 'string' && !Object.hasOwn(each, name)) missing.add(`${path}.${name}`);
    for (const [name, inner] of Object.entries(each)) {
      const fields = parts.map((part) => own(ownObject(part, 'properties'), name));
      visit(inner, fields, `${path}.${name}`);
    }
  };
  visit(value, [root], '$');
  return [...missing];
}

/** The one schema beside null; null has no fields. */
function orNull(schema: JsonObject): readonly unknown[] {
  const others = [...ownList(schema, 'anyOf'), ...ownList(schema, 'oneOf')].filter(
    (part) => own(part, 'type') !== 'null',
  );
  return others.length === 1 ? others : [];
}

/** The schemas that apply to every value: not the branches of oneOf, anyOf or a discriminator, except beside null. */
function conjuncts(schema: unknown, root: unknown, seen: readonly unknown[] = []): readonly JsonObject[] {
  if (!isObject(schema) || seen.includes(schema) || seen.length > 50) return [];
  const inside = [...seen, schema];
  const ref = own(schema, '$ref');
  const target = typeof ref === 'string' ? lookUp(root, pointerKeys(ref.slice(1)))?.value : undefined;
  const all = ownList(schema, 'allOf').filter((part) => own(part, 'if') === undefined);
  return [schema, ...[target, ...all, ...orNull(schema)].flatMap((part) => conjuncts(part, root, inside))];
}
