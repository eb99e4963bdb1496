import { toOneLine } from '../yaml-text.ts';
import { idNoun, wordsOf } from '../names.ts';
import type { ApiOperation } from './api-model.ts';
import { EMPTY } from './builder.ts';
import { withDeletions } from './cleanup.ts';
import type { SpecDraft, StepDraft } from './draft.ts';
import { tokenFor } from './environment-facts.ts';
import { usedVariables } from './only-used.ts';
import { planRequest } from './plan-request.ts';
import type { Planning, Work } from './planning.ts';
import { refusalsOf } from './refusals.ts';

/** The specs of one operation: one for its success, then one for each promised refusal that needs no person. */
export function planSpecs(planning: Planning, operation: ApiOperation): readonly SpecDraft[] {
  const title = titleOf(operation);
  const success = planSuccess(planning, operation, title);
  const refusals = refusalsOf(planning, operation).map((refusal): SpecDraft => {
    const { variant, summary, work, test } = refusal;
    const cleaned = withDeletions(planning, work.builder, test);
    return {
      ...shared(operation),
      variant,
      title: `${title} ${refusal.title}`,
      summary,
      token: test.token ?? 'none',
      prerequisites: cleaned.prerequisites,
      // A refused request creates nothing.
      test,
      cleanup: cleaned.cleanup.filter((step) => isOfPrerequisites(step, cleaned.prerequisites)),
      // An API that does not refuse it would change what is there; an id in the path is made up, or of a step.
      needs: mayChange(operation) && !operation.template.includes('{') ? [personFor(operation)] : [],
    };
  });
  return [success, ...refusals];
}

const isOfPrerequisites = (step: StepDraft, prerequisites: readonly StepDraft[]): boolean =>
  prerequisites.some(({ extract }) => [...usedVariables(step)].some((name) => extract.has(name)));

const shared = (operation: ApiOperation) => ({
  operation,
  usesFallback: /\bfallback api\b/i.test(operation.description ?? ''),
});

function planSuccess(planning: Planning, operation: ApiOperation, title: string): SpecDraft {
  const work: Work = {
    builder: EMPTY,
    tries: { count: 0 },
    planning,
    operation,
    mode: { ids: 'found' },
    above: [operation.key],
    plan: planRequest,
  };
  const planned = planRequest(work);
  const { builder } = work;
  const needs = [
    ...builder.needs,
    ...(builder.needs.length === 0 && changesWhatIsThere(planned) ? [personFor(operation)] : []),
    ...(operation.successes.length === 0 && !Object.hasOwn(operation.operation.responses, 'default')
      ? ['a status of success, which the document does not say']
      : []),
  ];
  const cleaned = withDeletions(planning, builder, withSameIds(planned));
  return {
    ...shared(operation),
    variant: undefined,
    title,
    summary: toOneLine(plain(operation.description ?? ''), 300),
    token: planned.token ?? tokenFor(operation, planning.environmentOf(operation)) ?? 'none',
    ...cleaned,
    needs,
  };
}

/** Words of operations that delete, whatever their method. */
const DELETING =
  /^(?:delete|remove|purge|reset|wipe|truncate|clear|empty|erase|destroy|flush|drop|deactivate|terminate)$/;

const personFor = ({ method, template }: ApiOperation): string =>
  `a person: ${method} ${template} may change or delete what the spec has not created`;

const isDeleting = ({ template }: ApiOperation): boolean => {
  const last = template.split('/').findLast((part) => part !== '' && !part.includes('{')) ?? '';
  return DELETING.test(wordsOf(last)[0] ?? '');
};

const mayChange = (operation: ApiOperation): boolean =>
  ['DELETE', 'PUT', 'PATCH'].includes(operation.method) || isDeleting(operation);

/** Whether a request changes or deletes something that no step gives: the settings of an account, a cart, all users. */
const changesWhatIsThere = ({ operation, path }: StepDraft): boolean =>
  mayChange(operation) && (operation.method === 'GET' || !/(?<!\\)\{\{/.test(path));

/** Expects in the answer the identity of the request. */
function withSameIds(step: StepDraft): StepDraft {
  const { operation, path } = step;
  const names = [...operation.template.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name!);
  const variables = [...path.matchAll(/\{\{([\w.]+)\}\}/g)].map(([, name]) => name!);
  const last = variables.at(-1);
  if (last === undefined || names.length !== variables.length || !operation.template.endsWith('}'))
    return step;
  if (!['GET', 'PUT', 'PATCH'].includes(operation.method)) return step;
  const noun = idNoun(names.at(-1)!);
  const [same] = operation.ids
    .filter(
      ({ name, isBare, isInList, noun: of }) =>
        !isInList &&
        noun !== undefined &&
        (isBare ? of.length > 0 : wordsOf(name).join(' ') === wordsOf(names.at(-1)!).join(' ')),
    )
    .toSorted((a, b) => a.depth - b.depth);
  if (same === undefined || same.depth > 2 || !step.expected.has(same.path)) return step;
  return { ...step, expected: new Map([...step.expected, [same.path, `{{${last}}}`]]) };
}

/** A summary as a heading, without Markdown or HTML. */
const plain = (text: string): string => text.replace(/[`*_~<>[\]#\\|{}]/g, ' ').replace(/^[-+=.\d)\s]+/, '');

const titleOf = ({ summary, method, template }: ApiOperation): string =>
  toOneLine(plain(summary ?? ''), 100).replace(/\.$/, '') ||
  toOneLine(`${method} ${template.replace(/[{}]/g, ' ')}`);
