import { isObject, type JsonType, jsonType, own } from '../../openapi/document/json.ts';
import {
  type ApiDocument,
  type Documents,
  isProblem,
  type DocumentPlace,
} from '../../openapi/document/documents.ts';
import type { DocumentedResponse } from '../../openapi/operation/documented-response.ts';
import type { Media } from '../../openapi/operation/media.ts';
import { chooseMedia } from '../../openapi/operation/media-choice.ts';
import type { View } from '../../openapi/schema/view.ts';
import type { Shape } from '../observed/shape.ts';
import { type FieldStep, fieldPathOf, writePath } from './field-path.ts';
import { type SchemaView, type SchemaViews, documentedTypesOf } from './schema-views.ts';

/** A documented JSON body: its schema, or else its examples. */
export type DocumentedBody = { readonly place: DocumentPlace } & (
  | { readonly kind: 'schema'; readonly schema: SchemaView }
  | { readonly kind: 'examples'; readonly values: readonly unknown[] }
);

/** The document's information on one field. `types` is empty when it allows any. */
export type Documented =
  | { readonly kind: 'there'; readonly types: ReadonlySet<JsonType>; readonly place: DocumentPlace }
  /** `at` is the number of steps to the first undocumented one. */
  | {
      readonly kind: 'absent';
      readonly at: number;
      /** The JSON types of the parent, which is not an object or a list that could have the field. */
      readonly parent: string;
      /** `closed`: the document allows no other fields. */
      readonly knows: 'some' | 'closed';
      readonly place: DocumentPlace;
    }
  | { readonly kind: 'unknown' };

type BodyContext = {
  readonly documents: Documents;
  readonly document: ApiDocument;
  readonly views: SchemaViews;
};

/** The JSON body of a documented response; undefined when the document does not describe one. */
export function bodyOfResponse(
  response: DocumentedResponse,
  context: BodyContext,
): DocumentedBody | undefined {
  const json = { contentType: 'application/json', isJson: true };
  const choice = chooseMedia(response.content, json, context.documents);
  return choice.kind === 'one' ? bodyOfMedia(choice.media, response.place, context, 'response') : undefined;
}

/** The body that a media type describes. */
export function bodyOfMedia(
  { schema, examples }: Media,
  place: DocumentPlace,
  { documents, document, views }: BodyContext,
  direction: 'request' | 'response',
): DocumentedBody | undefined {
  const written = schema && documents.at(schema);
  const view = schema && views.look(schema, document, direction);
  if (schema && view && !saysNothing(view.view)) return { kind: 'schema', place: schema, schema: view };
  const beside = written && !isProblem(written) ? own(written.value, 'example') : undefined;
  const values = [...examples, beside].filter((each) => typeof each === 'object' && each !== null);
  return values.length > 0 ? { kind: 'examples', place: schema ?? place, values } : undefined;
}

/** A plain object or list without fields; many documents have one, with an example beside it. */
const saysNothing = (view: View): boolean => {
  const types = documentedTypesOf(view);
  if (types.has('array')) return saysNothing(view.item(0)) && view.item(0).schemas.length === 0;
  return view.knowledge === 'nothing' && (types.size === 0 || types.has('object'));
};

/** Finds a field in a documented body. */
export function findField(body: DocumentedBody, steps: readonly FieldStep[]): Documented {
  return body.kind === 'schema'
    ? findInSchema(body.schema, steps, body.place)
    : findInExamples(body.values, steps, body.place);
}

function findInSchema(schema: SchemaView, steps: readonly FieldStep[], place: DocumentPlace): Documented {
  let view = schema.view;
  for (const [at, step] of steps.entries()) {
    const types = documentedTypesOf(view);
    const knows = view.knowledge === 'closed' ? 'closed' : 'some';
    const absent = { kind: 'absent', at, knows, place: schema.placeOf(view) ?? place } as const;
    if (step.kind === 'field') {
      if (types.size > 0 && !types.has('object')) return { ...absent, parent: [...types].join(' or ') };
      if (view.knowledge === 'nothing') return { kind: 'unknown' };
      const field = view.field(step.name);
      if (field === 'undocumented' || (view.knowledge === 'closed' && field.schemas.length === 0))
        return { ...absent, parent: 'object' };
      if (field.schemas.length === 0) return { kind: 'unknown' };
      view = field;
    } else {
      if (step.kind === 'item' && types.size > 0 && !types.has('array'))
        return { ...absent, parent: [...types].join(' or ') };
      if (!types.has('array')) return { kind: 'unknown' };
      view = view.item(0);
    }
  }
  return { kind: 'there', types: documentedTypesOf(view), place: schema.placeOf(view) ?? place };
}

function findInExamples(
  values: readonly unknown[],
  steps: readonly FieldStep[],
  place: DocumentPlace,
): Documented {
  let found = values;
  for (const [at, step] of steps.entries()) {
    const types = [...new Set(found.map(jsonType))].filter((type) => type !== 'null');
    const absent = { kind: 'absent', at, place, knows: 'some', parent: types.join(' or ') } as const;
    const lists = found.filter((each) => Array.isArray(each));
    if (step.kind === 'field') {
      const objects = found.filter(isObject);
      if (objects.length === 0) return types.length > 0 ? absent : { kind: 'unknown' };
      found = objects.flatMap((each) => (Object.hasOwn(each, step.name) ? [each[step.name]] : []));
      if (found.length === 0) return absent;
    } else {
      if (lists.length === 0) return step.kind === 'item' && types.length > 0 ? absent : { kind: 'unknown' };
      found = lists.flat();
      if (found.length === 0) return { kind: 'unknown' };
    }
  }
  return { kind: 'there', types: new Set(found.map(jsonType)), place };
}

/** A field of a shape that the document lacks, or has with another type. */
export type ShapeDrift = {
  readonly path: string;
  readonly steps: readonly FieldStep[];
  readonly place: DocumentPlace;
  /** The documented side, in words. */
  readonly document: string;
} & (
  | { readonly kind: 'undocumented' }
  | { readonly kind: 'type'; readonly found: readonly JsonType[]; readonly documented: readonly JsonType[] }
);

/** Compares a shape with a documented body. Where a field is missing, the fields below it are not reported. */
export function compareShape(shape: Shape, body: DocumentedBody): readonly ShapeDrift[] {
  const drifts = new Map<string, ShapeDrift>();
  for (const [path, types] of Object.entries(shape)) {
    const steps = fieldPathOf(path);
    const field = findField(body, steps);
    if (field.kind === 'unknown') continue;
    if (field.kind === 'absent') {
      if (!field.parent.split(' or ').includes('object')) continue;
      const absent = steps.slice(0, field.at + 1);
      const name = writePath(absent);
      const document = body.kind === 'examples' ? `has an example without ${name}` : `has no ${name}`;
      drifts.set(name, { kind: 'undocumented', path: name, steps: absent, place: field.place, document });
      continue;
    }
    const found = types.filter((type) => type !== 'null');
    const isFitting =
      found.length === 0 || field.types.size === 0 || found.some((type) => field.types.has(type));
    // An example proves that a field exists, not that others do not.
    if (isFitting || body.kind === 'examples') continue;
    const documented = [...field.types];
    const document = `says ${path} is ${documented.join(' or ')}`;
    drifts.set(path, { kind: 'type', path, steps, place: field.place, found, documented, document });
  }
  return [...drifts.values()];
}
