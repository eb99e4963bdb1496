import { isObject } from '../../openapi/document/json.ts';
import { spanOf } from '../../language/source.ts';
import { type DriftFinding, disagreementOf } from '../finding.ts';
import type { Step } from '../../language/step/step.ts';
import { documentedTypesOf } from './schema-views.ts';
import {
  answeredTo,
  type DriftContext,
  findingOf,
  successes,
  type OperationUse,
  wantsRefusal,
} from '../use.ts';
import type { Parameter } from '../../openapi/operation/parameter.ts';

/** Compares the path and query of a step with the documented ones; a step that expects a refusal may send anything. */
export const compareParameters = (use: OperationUse, context: DriftContext): readonly DriftFinding[] =>
  wantsRefusal(use) ? [] : [...comparePathNames(use, context), ...compareQuery(use, context)];

function comparePathNames(use: OperationUse, context: DriftContext): readonly DriftFinding[] {
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

function compareQuery(use: OperationUse, context: DriftContext): readonly DriftFinding[] {
  const { step, operation } = use;
  if (operation.gaps.some(({ part }) => part === 'parameters')) return [];
  const sent = queryNames(step);
  const documented = operation.parameters.filter((parameter) => parameter.in === 'query');
  const names = documented.map(({ name }) => name);
  const belongs = documented.map((parameter) => namesOf(parameter, use, context));
  const unknown = sent.filter((name) => !belongs.some((isOwn) => isOwn(name)));
  const isOpen = sent.some((name) => /\{\{|<</.test(name));
  const missing = documented.filter(
    ({ required }, index) => required && !isOpen && !sent.some((name) => belongs[index]!(name)),
  );
  return [
    ...unknown.filter((name) => !/\{\{|<</.test(name)).map((name) => unknownQuery(use, name, names, context)),
    ...missing.map((parameter) => missingQuery(use, parameter, context)),
  ];
}

/** The query names of a parameter: an exploded object is sent as its fields, without its own name. */
function namesOf(
  { name, schema, serialization }: Parameter,
  { document }: OperationUse,
  { views }: DriftContext,
): (sent: string) => boolean {
  const isExploded =
    serialization.kind === 'style' && serialization.style === 'form' && serialization.explode;
  const view = schema && isExploded ? views.look(schema, document, 'request')?.view : undefined;
  // An object that allows any field would accept every typo.
  if (!view || !['fields', 'closed'].includes(view.knowledge) || !documentedTypesOf(view).has('object'))
    return (sent) => isQueryNameOf(name, sent);
  return (sent) => isQueryNameOf(name, sent) || view.field(sent) !== 'undocumented';
}

function unknownQuery(
  use: OperationUse,
  name: string,
  names: readonly string[],
  context: DriftContext,
): DriftFinding {
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
        observed: answeredTo(use, ({ query }) => query.includes(name)),
      },
      span: spanOf(spec.source.text, step.spans['params'] ?? step.spans['path'] ?? step.span, name),
    },
    context,
  );
}

function missingQuery(use: OperationUse, parameter: Parameter, context: DriftContext): DriftFinding {
  const { step, observed } = use;
  const { name, place } = parameter;
  const isOwn = namesOf(parameter, use, context);
  const without = successes(observed).some(([, { requests }]) =>
    requests.some(({ query }) => !query.some(isOwn)),
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
      disagrees: disagreementOf({ spec: 'no', document: 'yes', observed: without ? 'no' : 'silent' }),
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

/** `filter[state]` belongs to a parameter of that name, to `filter`, or to `filter[]`; `ids[]` to `ids`. */
export const isQueryNameOf = (documented: string, sent: string): boolean =>
  documented === sent || documented.replace(/\[\]$/, '') === sent.replace(/\[.*$/s, '');

/** Names of the query parameters of a step, from its params and from its path. */
export function queryNames({ params, path }: Step): readonly string[] {
  const names = Object.entries(params).flatMap(([name, value]) =>
    isObject(value) ? Object.keys(value).map((key) => `${name}[${key}]`) : [name],
  );
  const inPath = (path.split('?')[1] ?? '').split('&').map((pair) => pair.split('=')[0]!);
  return [...new Set([...names, ...inPath.filter((name) => name !== '' && !name.startsWith('{{'))])];
}
