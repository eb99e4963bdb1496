import { isObject } from '../openapi/json.ts';
import type { RequestBody } from '../openapi/media.ts';
import { comparableType } from '../openapi/media-type.ts';
import { jsonPath } from '../openapi/pointer.ts';
import { spanOf } from '../spec/source.ts';
import type { Step } from '../spec/step.ts';
import type { Json } from '../spec/yaml.ts';
import { bodyOfMedia, findField } from './documented-body.ts';
import { type FieldStep, fieldPathOf } from './field-path.ts';
import { type DriftFinding, whoDisagrees } from './finding.ts';
import { shapeOf } from './shape.ts';
import { type Context, findingOf, placeOfOperation, successes, type Use, wantsRefusal } from './use.ts';

/** Holds what a step sends against what its operation documents; a step that wants to be refused may send anything. */
export function compareRequests(use: Use, context: Context): readonly DriftFinding[] {
  if (wantsRefusal(use)) return [];
  return [...comparePathNames(use, context), ...compareQuery(use, context), ...compareBody(use, context)];
}

/** `filter[state]` belongs to a parameter of that name, to `filter`, or to `filter[]`; `ids[]` to `ids`. */
const isNamed = (documented: string, sent: string): boolean =>
  documented === sent || documented.replace(/\[\]$/, '') === sent.replace(/\[.*$/s, '');

function comparePathNames(use: Use, context: Context): readonly DriftFinding[] {
  const { spec, operation, isEndpoint } = use;
  const span = spec.metadata.spans['endpoint'];
  if (!isEndpoint || span === undefined || spec.metadata.path === undefined) return [];
  const theirs = operation.template.split('/').reverse();
  const ours = spec.metadata.path.split('/').reverse();
  return theirs.flatMap((segment, index) => {
    const documented = /^\{(.+)\}$/.exec(segment)?.[1];
    const named = /^\{(.+)\}$/.exec(ours[index] ?? '')?.[1];
    if (documented === undefined || named === undefined || documented === named) return [];
    return findingOf(
      use,
      {
        rule: 'path-parameter-named',
        subject: named,
        message: `{${named}} in the endpoint is {${documented}} in the document`,
        disagrees: 'all-differ',
        says: { spec: `{${named}}`, document: `{${documented}}`, observed: null },
        span,
      },
      context,
    );
  });
}

function compareQuery(use: Use, context: Context): readonly DriftFinding[] {
  const { step, operation } = use;
  if (operation.gaps.some(({ part }) => part === 'parameters')) return [];
  const sent = queryNames(step);
  const documented = operation.parameters.filter((parameter) => parameter.in === 'query');
  const names = documented.map(({ name }) => name);
  const unknown = sent.filter((name) => !names.some((each) => isNamed(each, name)));
  const isOpen = sent.some((name) => /\{\{|<</.test(name));
  const missing = documented.filter(
    ({ name, required }) => required && !isOpen && !sent.some((each) => isNamed(name, each)),
  );
  return [
    ...unknown.filter((name) => !/\{\{|<</.test(name)).map((name) => unknownQuery(use, name, names, context)),
    ...missing.map((parameter) => missingQuery(use, parameter, context)),
  ];
}

function unknownQuery(use: Use, name: string, names: readonly string[], context: Context): DriftFinding {
  const { spec, step } = use;
  return findingOf(
    use,
    {
      rule: 'parameter-undocumented',
      subject: name,
      message: `query parameter ${name} is sent, and not documented`,
      hint: 'correct its name in the spec, or document it',
      disagrees: 'spec-only',
      says: {
        spec: `sends ${name}`,
        document: names.length > 0 ? names.join(', ') : 'no query parameters',
        observed: sentWithSuccess(use, ({ query }) => query.includes(name)),
      },
      span: spanOf(spec.source.text, step.spans['params'] ?? step.spans['path'] ?? step.span, name),
    },
    context,
  );
}

function missingQuery(
  use: Use,
  { name, place }: Use['operation']['parameters'][number],
  context: Context,
): DriftFinding {
  const { step, observed } = use;
  const without = successes(observed).some(([, { requests }]) =>
    requests.some(({ query }) => !query.some((each) => isNamed(name, each))),
  );
  const isInBody = isObject(step.body) && Object.hasOwn(step.body, name);
  return findingOf(
    use,
    {
      rule: 'parameter-required',
      subject: name,
      message: `query parameter ${name} is required, and not sent`,
      hint: isInBody
        ? 'the spec sends it in the body: correct whichever is wrong'
        : 'send it in the spec, or make it optional in the document',
      disagrees: whoDisagrees({ spec: 'no', document: 'yes', observed: without ? 'no' : 'silent' }),
      says: {
        spec: isInBody ? 'sends it in the body' : 'does not send it',
        document: 'requires it',
        observed: without ? 'answered without it' : null,
      },
      span: step.spans['params'] ?? step.spans['path'] ?? step.span,
      place,
    },
    context,
  );
}

/** Names of the query parameters of a step, from its params and from its path. */
function queryNames({ params, path }: Step): readonly string[] {
  const names = Object.entries(params).flatMap(([name, value]) =>
    isObject(value) ? Object.keys(value).map((key) => `${name}[${key}]`) : [name],
  );
  const inPath = (path.split('?')[1] ?? '').split('&').map((pair) => pair.split('=')[0]!);
  return [...new Set([...names, ...inPath.filter((name) => name !== '' && !name.startsWith('{{'))])];
}

function compareBody(use: Use, context: Context): readonly DriftFinding[] {
  const { step, operation } = use;
  const { requestBody, gaps } = operation;
  if (gaps.some(({ part }) => part === 'request-body' || part === 'parameters')) return [];
  const sent = bodyOf(step);
  if (!requestBody) return sent.kind === 'none' ? [] : [unknownBody(use, context)];
  if (sent.kind === 'none') return requestBody.required ? [missingBody(use, '', requestBody, context)] : [];
  if (sent.kind === 'unknown') return [];
  if (requestBody.fields.length > 0) return compareForm(use, sent.fields, requestBody, context);
  const type = comparableType(Object.keys(requestBody.content), sent.type, true);
  const media = type === undefined ? undefined : requestBody.content[type];
  const described =
    media && bodyOfMedia(media, requestBody.place, { ...context, document: use.document }, 'request');
  if (described?.kind !== 'schema') return [];
  const unknown = new Map<string, ReturnType<typeof findField>>();
  for (const path of Object.keys(shapeOf(sent.fields))) {
    const steps = fieldPathOf(path);
    const found = findField(described, steps);
    if (found.kind === 'absent' && found.parent === 'object')
      unknown.set(writePath(steps.slice(0, found.at + 1)), found);
  }
  return [
    ...[...unknown].map(([path, found]) => unknownField(use, path, found, context)),
    ...described.schema
      .missing(sent.fields)
      .map((path) => missingBody(use, path, { place: described.place }, context)),
  ];
}

function compareForm(
  use: Use,
  sent: Json,
  { fields, place }: RequestBody,
  context: Context,
): readonly DriftFinding[] {
  const names = isObject(sent) ? Object.keys(sent) : [];
  const known = fields.map(({ name }) => name);
  const unknown = names.filter((name) => !known.some((each) => isNamed(each, name)));
  const absent = fields.filter(({ name, required }) => required && !names.some((sent) => isNamed(name, sent)));
  return [
    ...unknown.map((name) =>
      unknownField(
        use,
        jsonPath([name]),
        { kind: 'absent', at: 0, knows: 'some', parent: 'object', place },
        context,
      ),
    ),
    ...absent.map(({ name, schema }) => missingBody(use, jsonPath([name]), { place: schema }, context)),
  ];
}

function unknownBody(use: Use, context: Context): DriftFinding {
  const { step, operation } = use;
  return findingOf(
    use,
    {
      rule: 'body-undocumented',
      subject: '$',
      message: 'a body is sent, and none is documented',
      hint: 'drop it from the spec, or document it',
      disagrees: 'spec-only',
      says: { spec: 'sends a body', document: 'describes none', observed: sentWithSuccess(use, hasBody) },
      span: step.spans['body'] ?? step.spans['form_fields'] ?? step.span,
      place: placeOfOperation(operation),
    },
    context,
  );
}

const hasBody = ({ body }: { readonly body: readonly string[] }): boolean => body.length > 0;

function unknownField(
  use: Use,
  path: string,
  found: ReturnType<typeof findField>,
  context: Context,
): DriftFinding {
  const { spec, step } = use;
  const isClosed = found.kind === 'absent' && found.knows === 'closed';
  const name = fieldPathOf(path).at(-1);
  const within = step.spans['body'] ?? step.spans['form_fields'] ?? step.span;
  return findingOf(
    use,
    {
      rule: 'body-undocumented',
      ...(isClosed && { severity: 'error' }),
      subject: path,
      message: `${path} is sent, and not documented`,
      hint: 'correct its name in the spec, or document it',
      disagrees: 'spec-only',
      says: {
        spec: `sends ${path}`,
        document: isClosed ? 'allows no such field' : 'does not have it',
        observed: sentWithSuccess(use, ({ body }) => body.includes(path)),
      },
      span: name?.kind === 'field' ? spanOf(spec.source.text, within, name.name) : within,
      ...(found.kind === 'absent' && { place: found.place }),
    },
    context,
  );
}

function missingBody(
  use: Use,
  path: string,
  { place }: Pick<RequestBody, 'place'>,
  context: Context,
): DriftFinding {
  const { step } = use;
  const what = path === '' ? 'a body' : path;
  const isInQuery = queryNames(step).some((name) => path === `$.${name}`);
  const without = sentWithSuccess(use, ({ body }) => (path === '' ? body.length === 0 : !body.includes(path)));
  return findingOf(
    use,
    {
      rule: 'body-required',
      subject: path === '' ? '$' : path,
      message: `${what} is required, and not sent`,
      hint: isInQuery
        ? 'the spec sends it in the query: correct whichever is wrong'
        : 'send it in the spec, or make it optional in the document',
      disagrees: whoDisagrees({ spec: 'no', document: 'yes', observed: without === null ? 'silent' : 'no' }),
      says: {
        spec: isInQuery ? 'sends it in the query' : 'does not send it',
        document: 'requires it',
        observed: without === null ? null : without.replace('sent,', 'not sent,'),
      },
      span: step.spans['body'] ?? step.spans['form_fields'] ?? step.spans['path'] ?? step.span,
      place,
    },
    context,
  );
}

/** How a request like this was answered when that was no refusal; an API may ignore what it does not know. */
function sentWithSuccess(
  { observed }: Use,
  isLike: (request: { readonly query: readonly string[]; readonly body: readonly string[] }) => boolean,
): string | null {
  const found = successes(observed).find(([, { requests }]) => requests.some(isLike));
  return found === undefined ? null : `sent, and answered ${found[0]}`;
}

type Sent =
  | { readonly kind: 'none' }
  /** Only a run can tell what is sent. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'fields'; readonly type: string; readonly fields: Json };

const FORM_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  multipart: 'multipart/form-data',
};

function bodyOf({ body, contentType, formFields, fileFields }: Step): Sent {
  const type = FORM_TYPES[contentType] ?? contentType;
  const files = Object.fromEntries(fileFields.map(({ fieldName, filePath }) => [fieldName, filePath]));
  const form = { ...formFields, ...files };
  if (Object.keys(form).length > 0) {
    const more = isObject(body) ? (body as Readonly<Record<string, Json>>) : {};
    return { kind: 'fields', type, fields: { ...more, ...form } };
  }
  if (body === undefined || body === null) return { kind: 'none' };
  return typeof body === 'object' ? { kind: 'fields', type, fields: body } : { kind: 'unknown' };
}

/** The path that the steps take, as a JSONPath. */
export const writePath = (steps: readonly FieldStep[]): string =>
  jsonPath(steps.map((step) => (step.kind === 'field' ? step.name : '*')));
