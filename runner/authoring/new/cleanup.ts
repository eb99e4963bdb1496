import { builtinNames } from '../../language/builtins.ts';
import { wordsOf } from '../names.ts';
import type { ApiOperation } from './api-model.ts';
import type { Builder } from './builder.ts';
import { chooseToken } from './choose-token.ts';
import type { StepDraft } from './draft.ts';
import { onlyUsed } from './only-used.ts';
import type { Planning } from './planning.ts';
import { pathShape } from './producers.ts';

/** The steps of a spec with those that delete what it creates, the last first. */
export type WithDeletions = {
  readonly prerequisites: readonly StepDraft[];
  readonly test: StepDraft;
  readonly cleanup: readonly StepDraft[];
};

/** Adds steps that delete the resources of a spec; the steps that create them extract their identity. */
export function withDeletions(planning: Planning, { steps }: Builder, test: StepDraft): WithDeletions {
  const used = onlyUsed(steps, test, []);
  const cleanup: StepDraft[] = [];
  const withDelete = (step: StepDraft): StepDraft => {
    const found = deletionOf(planning, step, test);
    if (found === undefined) return step;
    const { path, name, deletion } = found;
    cleanup.unshift({ ...deletion, id: cleanup.length === 0 ? 'delete' : `delete_${cleanup.length + 1}` });
    return { ...step, extract: new Map([...step.extract, [name, path]]) };
  };
  const prerequisites = used.map(withDelete);
  return { prerequisites, test: withDelete(test), cleanup };
}

/** The deletion of a resource: the DELETE of one item of its collection, if that needs nothing more. */
function deletionOf(planning: Planning, created: StepDraft, test: StepDraft) {
  const { operation } = created;
  const deleter = deleterOf(planning, operation);
  if (deleter === undefined || deleter.key === test.operation.key) return undefined;
  const fact = createdId(operation, /\{([^{}]+)\}[^{}]*$/.exec(deleter.template)?.[1] ?? '');
  const headers = headersOf(planning, deleter, created);
  if (fact === undefined || headers === undefined || isOfOther(created, fact.name)) return undefined;
  const known = [...created.extract].find(([, path]) => path === fact.path)?.[0];
  const words = fact.isBare ? [...fact.noun, ...wordsOf(fact.name)] : wordsOf(fact.name);
  const name = known ?? `created_${words.join('_')}`;
  const token = chooseToken(deleter, planning.environmentOf(deleter), undefined);
  const deletion: StepDraft = {
    id: 'delete',
    operation: deleter,
    path: `${created.path.replace(/\/$/, '')}/{{${name}}}`,
    token: token.name,
    params: {},
    headers: { ...token.headers, ...headers },
    body: undefined,
    extract: new Map(),
    statuses: [],
    expected: new Map(),
    expectedHeaders: {},
    description: undefined,
  };
  return { path: fact.path, name, deletion };
}

function deleterOf(
  { model: { operations } }: Planning,
  { api, method, template }: ApiOperation,
): ApiOperation | undefined {
  if (method !== 'POST') return undefined;
  const shape = `${pathShape(template)}/{}`;
  const found = operations.find(
    (each) => each.api === api && each.method === 'DELETE' && pathShape(each.template) === shape,
  );
  const needsMore = found?.operation.parameters.some(
    ({ in: where, required }) => required && (where === 'query' || where === 'cookie'),
  );
  return needsMore === true || found?.operation.requestBody?.required === true ? undefined : found;
}

/** Whether an identity is that of something else, which the request refers to by a variable: it may have been there before. */
function isOfOther({ body }: StepDraft, name: string): boolean {
  const words = wordsOf(name).join(' ');
  let isFound = false;
  JSON.stringify(body, (key, value: unknown) => {
    const variable = typeof value === 'string' ? /^\{\{(\w+)\}\}$/.exec(value)?.[1] : undefined;
    isFound ||=
      variable !== undefined && !builtinNames.includes(variable) && wordsOf(key).join(' ') === words;
    return value;
  });
  return isFound;
}

/** The field with the identity in an answer: named like the parameter, else by an id word alone. */
function createdId({ ids }: ApiOperation, parameter: string) {
  const words = wordsOf(parameter).join(' ');
  const same = ids.filter(({ name, isInList }) => !isInList && wordsOf(name).join(' ') === words);
  const bare = ids.filter(({ isBare, isInList }) => isBare && !isInList);
  return [...same, ...bare].toSorted((a, b) => a.depth - b.depth)[0];
}

/** The headers that a deletion requires, as in the step that created the resource; undefined where that lacks one. */
function headersOf(
  planning: Planning,
  { operation, ...rest }: ApiOperation,
  created: StepDraft,
): Readonly<Record<string, unknown>> | undefined {
  const environment = planning.environmentOf({ operation, ...rest });
  const required = operation.parameters.filter(
    ({ in: where, required: isRequired, name }) =>
      where === 'header' &&
      isRequired &&
      !/^(?:authorization|accept|content-type|x-on-behalf-of)$/i.test(name) &&
      environment?.headers.includes(name.toLowerCase()) !== true,
  );
  const found = required.map(({ name }) => [
    name,
    Object.entries(created.headers).find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1],
  ]);
  return found.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(found);
}
