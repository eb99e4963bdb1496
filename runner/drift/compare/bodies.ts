import { isObject } from '../../openapi/document/json.ts';
import type { RequestBody } from '../../openapi/operation/media.ts';
import { chooseMedia } from '../../openapi/operation/media-choice.ts';
import { jsonPath } from '../../openapi/document/pointer.ts';
import { spanOf } from '../../language/source.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { bodyOfMedia, findField } from './documented-body.ts';
import { fieldPathOf, writePath } from './field-path.ts';
import { type DriftFinding, disagreementOf } from '../finding.ts';
import { isQueryNameOf, queryNames } from './parameters.ts';
import type { Step } from '../../language/step/step.ts';
import { shapeOf } from '../observed/shape.ts';
import {
  answeredTo,
  type DriftContext,
  findingOf,
  placeOfOperation,
  type OperationUse,
  wantsRefusal,
} from '../use.ts';

/** Compares the body that a step sends with the documented one. */
export function compareBodies(use: OperationUse, context: DriftContext): readonly DriftFinding[] {
  const { step, operation } = use;
  const { requestBody, gaps } = operation;
  if (wantsRefusal(use)) return [];
  if (gaps.some(({ part }) => part === 'request-body' || part === 'parameters')) return [];
  const sent = sentBody(step);
  if (!requestBody) return sent.kind === 'none' ? [] : [unknownBody(use, context)];
  if (sent.kind === 'none') return requestBody.required ? [missingBody(use, '', requestBody, context)] : [];
  if (sent.kind === 'unknown') return [];
  if (requestBody.fields.length > 0) return compareForm(use, sent.fields, requestBody, context);
  const choice = chooseMedia(
    requestBody.content,
    { contentType: sent.type, isJson: true },
    context.documents,
  );
  if (choice.kind !== 'one') return [];
  const described = bodyOfMedia(
    choice.media,
    requestBody.place,
    { ...context, document: use.document },
    'request',
  );
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
  use: OperationUse,
  sent: Json,
  { fields, place }: RequestBody,
  context: DriftContext,
): readonly DriftFinding[] {
  const names = isObject(sent) ? Object.keys(sent) : [];
  const known = fields.map(({ name }) => name);
  const unknown = names.filter((name) => !known.some((each) => isQueryNameOf(each, name)));
  const absent = fields.filter(
    ({ name, required }) => required && !names.some((sent) => isQueryNameOf(name, sent)),
  );
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

function unknownBody(use: OperationUse, context: DriftContext): DriftFinding {
  const { step, operation } = use;
  return findingOf(
    use,
    {
      rule: 'body-undocumented',
      subject: '$',
      message: 'a body is sent, and none is documented',
      hint: 'drop it from the spec, or document it',
      disagrees: 'spec-only',
      says: { spec: 'sends a body', document: 'describes none', observed: answeredTo(use, hasBody) },
      span: step.spans['body'] ?? step.spans['form_fields'] ?? step.span,
      place: placeOfOperation(operation),
    },
    context,
  );
}

const hasBody = ({ body }: { readonly body: readonly string[] }): boolean => body.length > 0;

function unknownField(
  use: OperationUse,
  path: string,
  found: ReturnType<typeof findField>,
  context: DriftContext,
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
        observed: answeredTo(use, ({ body }) => body.includes(path)),
      },
      span: name?.kind === 'field' ? spanOf(spec.source.text, within, name.name) : within,
      ...(found.kind === 'absent' && { place: found.place }),
    },
    context,
  );
}

function missingBody(
  use: OperationUse,
  path: string,
  { place }: Pick<RequestBody, 'place'>,
  context: DriftContext,
): DriftFinding {
  const { step } = use;
  const what = path === '' ? 'a body' : path;
  const isInQuery = queryNames(step).some((name) => path === `$.${name}`);
  const without = answeredTo(use, ({ body }) => (path === '' ? body.length === 0 : !body.includes(path)));
  return findingOf(
    use,
    {
      rule: 'body-required',
      subject: path === '' ? '$' : path,
      message: `${what} is required, and not sent`,
      hint: isInQuery
        ? 'the spec sends it in the query: correct whichever is wrong'
        : 'send it in the spec, or make it optional in the document',
      disagrees: disagreementOf({
        spec: 'no',
        document: 'yes',
        observed: without === null ? 'silent' : 'no',
      }),
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

/** The body of a step, before its variables are filled in. */
type SentBody =
  | { readonly kind: 'none' }
  /** Known only in a run. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'fields'; readonly type: string; readonly fields: Json };

/** Reads the body of a step: its JSON, or the fields and files of its form. */
function sentBody({ body, content, formFields, fileFields }: Step): SentBody {
  const type = content.mediaType;
  const files = Object.fromEntries(fileFields.map(({ fieldName, filePath }) => [fieldName, filePath]));
  const form = { ...formFields, ...files };
  if (Object.keys(form).length > 0) {
    const more = isObject(body) ? (body as Readonly<Record<string, Json>>) : {};
    return { kind: 'fields', type, fields: { ...more, ...form } };
  }
  if (body === undefined || body === null) return { kind: 'none' };
  return typeof body === 'object' ? { kind: 'fields', type, fields: body } : { kind: 'unknown' };
}
