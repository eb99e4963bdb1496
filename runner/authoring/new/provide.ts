import { sampleLeaf } from '../sample/leaf.ts';
import { exampleOf } from '../sample/schema-facts.ts';
import { stepOf, withExtract, withNeed, withProvided } from './builder.ts';
import type { StepDraft } from './draft.ts';
import { variableFor } from './environment-facts.ts';
import { MAX_CHAIN, MAX_TRIES, type Work } from './planning.ts';
import { MADE_UP_TEXT, madeUpId, namesOf, sayNeed, variableOf, type Wanted } from './wanted.ts';

/**
 * A value for a need: from earlier steps, a variable of the environment, or the answer of another operation. Undefined for an
 * optional value without a source; a required one becomes a need of the spec.
 */
export function provide(work: Work, wanted: Wanted): unknown {
  const { mode, operation, planning } = work;
  if (mode.ids === 'made-up' && wanted.kind === 'id') return madeUpId(wanted);
  const key = `${wanted.kind} ${wanted.noun.join(' ')}`;
  const known = work.builder.provided.get(key);
  if (known !== undefined) return known;
  const standIn = sampleLeaf(wanted.facts, 'id', exampleOf(wanted.facts));
  const keep = (variable: string): string => {
    work.builder = withProvided(work.builder, key, `{{${variable}}}`, standIn);
    return `{{${variable}}}`;
  };
  // A resource that an environment names is shared by all specs, so no spec may delete it.
  const isDeleted = operation.method === 'DELETE' && wanted.where === 'path';
  const ofEnvironment = isDeleted
    ? undefined
    : variableFor(namesOf(wanted), operation.api, planning.environmentOf(operation));
  if (ofEnvironment !== undefined) return keep(ofEnvironment);
  // What is refused before it is looked at may hold anything.
  if (mode.ids === 'made-up') return MADE_UP_TEXT;
  const produced: Produced = wanted.kind === 'id' ? produce(work, wanted) : { lacking: undefined };
  if ('variable' in produced) return keep(produced.variable);
  if (!wanted.isRequired) return undefined;
  work.builder = withNeed(work.builder, sayNeed(wanted, operation, produced.lacking));
  return keep(variableOf(wanted));
}

/** The variable with the value; or what the best operation for it lacks itself. */
type Produced = { readonly variable: string } | { readonly lacking: string | undefined };

/** Adds the request whose answer has an identity, with the requests that it needs; returns the variable. */
function produce(work: Work, wanted: Wanted): Produced {
  const { operation: consumer, planning, above, tries } = work;
  if (above.length > MAX_CHAIN) return { lacking: undefined };
  let lacking: string | undefined;
  const variable = variableOf(wanted);
  for (const { operation, fact } of planning.producers({ ...wanted, consumer })) {
    if (stepOf(work.builder, operation) !== undefined) {
      work.builder = withExtract(work.builder, operation.key, variable, fact.path);
      return { variable };
    }
    if (above.includes(operation.key) || ++tries.count > MAX_TRIES) continue;
    const attempt: Work = { ...work, operation, mode: { ids: 'found' }, above: [...above, operation.key] };
    const step = work.plan(attempt);
    const need = attempt.builder.needs.find((each) => !work.builder.needs.includes(each));
    if (need !== undefined) {
      lacking ??= `${operation.method} ${operation.template} needs ${need}`;
      continue;
    }
    const producing: StepDraft = {
      ...step,
      extract: new Map([[variable, fact.path]]),
      expected: new Map(),
      expectedHeaders: {},
      description: `Gives the ${wanted.noun.join(' ')} that is used below`,
    };
    work.builder = { ...attempt.builder, steps: [...attempt.builder.steps, producing] };
    return { variable };
  }
  return { lacking };
}
