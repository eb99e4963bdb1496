import { below, documentPlaceOf } from '../document/found.ts';
import { isObject, type JsonObject, own, ownList, ownObject, ownString } from '../document/json.ts';
import { type ApiDocument, type Documents, type Found, isProblem } from '../document/documents.ts';
import { type DocumentedResponse, readResponse } from './documented-response.ts';
import { bodyOfParameters, type RequestBody, readRequestBody } from './media.ts';
import { findStray } from '../document/stray-fields.ts';
import { problemOfFlag, problemOfPart, schemaOfValue } from '../document/part.ts';
import { serializationOfValue } from './serialization.ts';
import { derefTo, type Kind } from '../document/kinds.ts';
import { problemOfServers } from './servers.ts';
import { credentialNames, documentedTokens } from '../document/tokens.ts';
import type { Parameter } from './parameter.ts';
import type { OperationRoute } from './route.ts';

/** A part of an operation that could not be read, such as a broken `$ref`. */
type Gap = { readonly part: 'parameters' | 'request-body' | 'responses'; readonly message: string };

/** One documented operation, as plain data, with all references to its parts resolved. */
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
  /** Query parameters that its `security` documents instead of its parameters. */
  readonly credentialNames: readonly string[];
  readonly gaps: readonly Gap[];
  /** Why not all of its servers can be read. */
  readonly serversProblem: string | undefined;
};
const kindOfPart = {
  parameters: 'parameter',
  'request-body': 'request body',
  responses: 'response',
} as const satisfies Readonly<Record<Gap['part'], Kind>>;

/** Reads one operation of a document. */
export function readOperation(documents: Documents, document: ApiDocument, route: OperationRoute): Operation {
  const gaps: Gap[] = [];
  const follow = (found: Found, part: Gap['part']): Found | undefined => {
    const target = derefTo(kindOfPart[part], found, document.dialect, documents);
    if (!isProblem(target)) return target;
    gaps.push({ part, message: target.problem });
    return undefined;
  };
  const followPart = (written: Found, part: Gap['part']): Found | undefined => {
    const found = follow(written, part);
    const stray = found && findStray(found, 'request body', document.dialect);
    const problem =
      found &&
      (problemOfPart(found) ??
        problemOfPart(found, 'content') ??
        problemOfFlag(found, 'required') ??
        (stray?.isBlind ? stray.message : undefined));
    if (problem === undefined) return found;
    gaps.push({ part, message: problem });
    return undefined;
  };
  const { operation } = route;
  const value: JsonObject = isObject(operation.value) ? operation.value : {};
  const all = readParameters(route, (found) => follow(found, 'parameters'), gaps);
  const body =
    document.dialect === '2.0'
      ? bodyOfParameters(document, route, all)
      : readRequestBody(route, document, documents, (found) => followPart(found, 'request-body'));
  const responses = Object.keys(ownObject(value, 'responses')).flatMap((status) => {
    const found = status.startsWith('x-')
      ? undefined
      : follow(below(operation, 'responses', status), 'responses');
    return found
      ? [[statusKey(status), readResponse(found, { documents, document, route, status })] as const]
      : [];
  });
  const parameters = all.flatMap((found) => parameterOf(document, found, gaps));
  return {
    document: document.path,
    pointer: operation.pointer,
    method: route.method,
    template: route.template,
    parameters,
    requestBody: body,
    responses: Object.fromEntries(responses),
    deprecated: own(value, 'deprecated') === true,
    tokens: documentedTokens(value, document.root),
    declaresOnBehalf:
      [operation, ...route.pathItems].some((each) => own(each.value, 'x-on-behalf-of') === true) ||
      parameters.some(({ in: where, name }) => where === 'header' && name.toLowerCase() === 'x-on-behalf-of'),
    credentialNames: credentialNames(value, document.root),
    gaps,
    serversProblem:
      document.dialect === '2.0'
        ? undefined
        : problemOfServers([operation, ...route.pathItems].map((each) => each.value).concat(document.root)),
  };
}

const statusKey = (status: string): string => (status === 'default' ? status : status.toUpperCase());

/** The parameters of an operation and its path item; the operation's replace those of the same name. */
function readParameters(
  { operation, pathItems }: OperationRoute,
  follow: (found: Found) => Found | undefined,
  gaps: Gap[],
): readonly Found[] {
  const merged = new Map<string, Found>();
  const holders = pathItems.filter(({ value }) => own(value, 'parameters') !== undefined);
  if (holders.length > 1)
    gaps.push({
      part: 'parameters',
      message:
        'its path has parameters beside a $ref and behind it, and OpenAPI does not say which ones count',
    });
  for (const holder of [...holders.reverse(), operation]) {
    const listed = own(holder.value, 'parameters');
    if (listed !== undefined && !Array.isArray(listed))
      gaps.push({ part: 'parameters', message: `${holder.pointer}/parameters is not a list` });
    for (const index of ownList(holder.value, 'parameters').keys()) {
      const target = follow(below(holder, 'parameters', index));
      if (target === undefined) continue;
      const name = ownString(target.value, 'name');
      const where = ownString(target.value, 'in');
      if (name === undefined && where !== 'body')
        gaps.push({ part: 'parameters', message: `${target.pointer} is no parameter: it has no name` });
      // Header names are case-insensitive.
      else merged.set(`${where} ${where === 'header' ? name!.toLowerCase() : name}`, target);
    }
  }
  return [...merged.values()];
}

function parameterOf(document: ApiDocument, found: Found, gaps: Gap[]): readonly Parameter[] {
  const name = ownString(found.value, 'name') ?? '';
  const where = ownString(found.value, 'in');
  if (document.dialect === '2.0' && (where === 'body' || where === 'formData')) return [];
  if (
    where !== 'path' &&
    where !== 'query' &&
    where !== 'header' &&
    (where !== 'cookie' || document.dialect === '2.0')
  ) {
    const message = `parameter ${name} is not looked at: "in" cannot be ${JSON.stringify(own(found.value, 'in'))}`;
    gaps.push({ part: 'parameters', message });
    return [];
  }
  const { dialect } = document;
  const problem = problemOfFlag(found, 'required');
  if (problem !== undefined) gaps.push({ part: 'parameters', message: `parameter ${name}: ${problem}` });
  return [
    {
      name,
      in: where,
      required: where === 'path' || own(found.value, 'required') === true,
      allowsEmpty: where === 'query' && own(found.value, 'allowEmptyValue') === true,
      serialization: serializationOfValue(dialect, found.value, where),
      schema: schemaOfValue(document, found),
      place: documentPlaceOf(found),
    },
  ];
}

/** The documented status of a response: its own, that of its class, or the default. */
export function documentedStatus({ responses }: Operation, status: number): string | undefined {
  const own = String(status);
  if (Object.hasOwn(responses, own)) return own;
  return [`${Math.floor(status / 100)}XX`, 'default'].find((key) => Object.hasOwn(responses, key));
}
