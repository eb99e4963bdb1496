import { isObject } from '../../openapi/document/json.ts';
import { idNoun, wordsOf } from '../names.ts';
import { fillStandIns } from '../sample/templates.ts';
import { type ApiOperation, jsonMedia } from './api-model.ts';
import { EMPTY } from './builder.ts';
import { isOpen } from './environment-facts.ts';
import { expectationsOf } from './expectations.ts';
import { planRequest, writtenStatuses } from './plan-request.ts';
import type { CallMode, Planning, Work } from './planning.ts';
import type { StepDraft } from './draft.ts';

/** A documented refusal that can be provoked with the document alone. */
export type PromisedRefusal = {
  readonly variant: string;
  readonly title: string;
  readonly summary: string;
  readonly work: Work;
  readonly test: StepDraft;
};

/** The refusals of an operation that need no person. */
export const refusalsOf = (planning: Planning, operation: ApiOperation): readonly PromisedRefusal[] =>
  [withoutToken, unknownId, withoutField].flatMap((make) => make(planning, operation) ?? []);

function withoutToken(planning: Planning, operation: ApiOperation): PromisedRefusal | undefined {
  const documented = ['401', '403'].find((status) => Object.hasOwn(operation.operation.responses, status));
  if (documented === undefined || isOpen(operation)) return undefined;
  return refuse(planning, operation, { ids: 'made-up', token: 'none' }, [documented], {
    variant: 'without token',
    title: 'without a token',
    summary: 'A request that does not say who it is from is refused.',
  });
}

function unknownId(planning: Planning, operation: ApiOperation): PromisedRefusal | undefined {
  const { template } = operation;
  const last = [...template.matchAll(/\{([^{}]+)\}/g)].at(-1)?.[1];
  if (last === undefined || !Object.hasOwn(operation.operation.responses, '404')) return undefined;
  const before = template.slice(0, template.indexOf(`{${last}}`));
  const noun = idNoun(last)?.join(' ') || wordsOf(before).at(-1) || 'resource';
  return refuse(planning, operation, { ids: 'found', unknown: last }, ['404'], {
    variant: `unknown ${last}`,
    title: `of an unknown ${noun}`,
    summary: `The ${noun} in the path does not exist, and the answer says so.`,
  });
}

/** The body without a field that its schema requires, if there is one. */
function withoutField(planning: Planning, operation: ApiOperation): PromisedRefusal | undefined {
  const documented = ['400', '422'].filter((status) => Object.hasOwn(operation.operation.responses, status));
  if (documented.length === 0) return undefined;
  const made = refuse(planning, operation, { ids: 'found' }, documented, {
    variant: '',
    title: '',
    summary: '',
  });
  if (made?.test.body?.kind !== 'json') return undefined;
  const { value } = made.test.body;
  const keys = requiredKeys(planning, operation, value, made.work);
  if (keys === undefined) return undefined;
  const name = keys.join('.');
  return {
    ...made,
    variant: `without ${name}`,
    title: `without ${name}`,
    summary: `The document requires \`${name}\`; a body without it is refused.`,
    test: { ...made.test, body: { ...made.test.body, value: without(value, keys) } },
  };
}

function requiredKeys(
  planning: Planning,
  operation: ApiOperation,
  value: unknown,
  work: Work,
): readonly string[] | undefined {
  const schema =
    operation.operation.requestBody && jsonMedia(operation.operation.requestBody.content)?.schema;
  if (schema === undefined || !isObject(value)) return undefined;
  const checks = planning.schemasOf(operation)(schema, operation.api.document.dialect, 'request');
  const isBroken = (keys: readonly string[]): boolean =>
    checks
      .findings(fillStandIns(without(value, keys), work.builder.standIns))
      .some(({ outcome }) => outcome === 'failed');
  const names = Object.keys(value);
  const [only] = names;
  const inner = names.length === 1 && only !== undefined ? value[only] : undefined;
  const nested = isObject(inner) ? Object.keys(inner).map((name) => [only!, name]) : [];
  return [...nested, ...names.map((name) => [name])].find(isBroken);
}

function without(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) =>
      name !== key ? [[name, each]] : rest.length === 0 ? [] : [[name, without(each, rest)]],
    ),
  );
}

/** Plans a request that will be refused; undefined where it needs a person. */
function refuse(
  planning: Planning,
  operation: ApiOperation,
  mode: CallMode,
  statuses: readonly string[],
  about: Pick<PromisedRefusal, 'variant' | 'title' | 'summary'>,
): PromisedRefusal | undefined {
  const work: Work = {
    builder: EMPTY,
    tries: { count: 0 },
    planning,
    operation,
    mode,
    above: [operation.key],
    plan: planRequest,
  };
  const test = planRequest(work);
  const needs = mode.ids === 'made-up' ? [] : work.builder.needs;
  if (needs.length > 0) return undefined;
  const [only, ...others] = statuses;
  const { expected, expectedHeaders } =
    others.length === 0
      ? expectationsOf(planning.model.documents, operation, only)
      : { expected: new Map<string, unknown>(), expectedHeaders: {} };
  return {
    ...about,
    work,
    test: { ...test, statuses: writtenStatuses(statuses), expected, expectedHeaders },
  };
}
