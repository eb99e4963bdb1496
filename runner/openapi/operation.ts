import { below, placeOf } from './found.ts';
import { type JsonObject, own, ownList, ownObject, ownString } from './json.ts';
import { type ApiDocument, type Documents, type Found, isProblem, type Place } from './load.ts';
import { type DocumentedResponse, readResponse } from './documented-response.ts';
import { bodyOfParameters, type RequestBody, readBody, schemaOfValue } from './media.ts';
import { documentedTokens } from './tokens.ts';

export type Parameter = {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  /** Where the schema lies; in Swagger 2.0 the parameter is its own schema. */
  readonly schema: Place | undefined;
  readonly place: Place;
};

/** Something of an operation that could not be read, such as a `$ref` that points at nothing. */
type Gap = { readonly part: 'parameters' | 'request-body' | 'responses'; readonly message: string };

/** One documented operation, as plain data, with every reference to its parts followed. */
export type Operation = {
  readonly document: string;
  readonly pointer: string;
  readonly method: string;
  readonly template: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody: RequestBody | undefined;
  /** By `200`, `2XX` or `default`. */
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
  readonly deprecated: boolean;
  readonly tokens: readonly string[];
  readonly declaresOnBehalf: boolean;
  readonly gaps: readonly Gap[];
};

/** Where an operation stands in its document. */
export type Route = {
  readonly method: string;
  readonly template: string;
  readonly pathItem: Found;
  readonly place: Place;
  readonly value: JsonObject;
};

/** Reads one operation of a document. */
export function readOperation(documents: Documents, document: ApiDocument, route: Route): Operation {
  const gaps: Gap[] = [];
  const follow = (found: Found, part: Gap['part']): Found | undefined => {
    const target = documents.deref(found);
    if (!isProblem(target)) return target;
    gaps.push({ part, message: target.problem });
    return undefined;
  };
  const operation: Found = { ...route.place, value: route.value };
  const all = readParameters(route, (found) => follow(found, 'parameters'));
  const body =
    document.dialect === '2.0'
      ? bodyOfParameters(document, route, all)
      : readBody(route, documents, (found) => follow(found, 'request-body'));
  const responses = Object.keys(ownObject(route.value, 'responses')).flatMap((status) => {
    const found = status.startsWith('x-')
      ? undefined
      : follow(below(operation, 'responses', status), 'responses');
    return found
      ? [[statusKey(status), readResponse(found, { documents, document, route, status })] as const]
      : [];
  });
  const parameters = all.flatMap((found) => parameterOf(document, found));
  return {
    document: document.path,
    pointer: route.place.pointer,
    method: route.method,
    template: route.template,
    parameters,
    requestBody: body,
    responses: Object.fromEntries(responses),
    deprecated: own(route.value, 'deprecated') === true,
    tokens: documentedTokens(route.value, document.root),
    declaresOnBehalf:
      [route.value, route.pathItem.value].some((value) => own(value, 'x-on-behalf-of') === true) ||
      parameters.some(({ in: where, name }) => where === 'header' && name.toLowerCase() === 'x-on-behalf-of'),
    gaps,
  };
}

const statusKey = (status: string): string => (status === 'default' ? status : status.toUpperCase());

function readParameters(route: Route, follow: (found: Found) => Found | undefined): readonly Found[] {
  const merged = new Map<string, Found>();
  const add = (found: Found): void => {
    const target = follow(found);
    const name = target && ownString(target.value, 'name');
    if (target && name !== undefined) merged.set(`${ownString(target.value, 'in')} ${name}`, target);
  };
  for (const [index] of ownList(route.pathItem.value, 'parameters').entries())
    add(below(route.pathItem, 'parameters', index));
  const operation: Found = { ...route.place, value: route.value };
  for (const [index] of ownList(route.value, 'parameters').entries())
    add(below(operation, 'parameters', index));
  return [...merged.values()];
}

function parameterOf(document: ApiDocument, found: Found): readonly Parameter[] {
  const name = ownString(found.value, 'name') ?? '';
  const where = ownString(found.value, 'in');
  if (where !== 'path' && where !== 'query' && where !== 'header' && where !== 'cookie') return [];
  const required = where === 'path' || own(found.value, 'required') === true;
  return [{ name, in: where, required, schema: schemaOfValue(document, found), place: placeOf(found) }];
}

/** The documented status that an answer counts for: its own, that of its class, or the default. */
export const documentedStatus = ({ responses }: Operation, status: number): string | undefined =>
  [String(status), `${Math.floor(status / 100)}XX`, 'default'].find((key) => Object.hasOwn(responses, key));
