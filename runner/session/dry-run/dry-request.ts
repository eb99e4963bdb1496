import type { Authorization } from '../../run/request/authorization.ts';
import type { Destinations } from '../../run/request/destinations.ts';
import type { Environment } from '../../environment/environment.ts';
import { renderStep } from '../../run/request/render.ts';
import { itemsOf } from '../../run/for-each.ts';
import { buildRequest } from '../../run/request/build.ts';
import type { Scope } from '../../run/scope.ts';
import type { Target } from '../../run/request/target.ts';
import { addDefined } from '../../language/records.ts';
import type { Spec } from '../../language/parse.ts';
import type { Step } from '../../language/step/step.ts';
import { variablesIn } from '../../language/step/step-variables.ts';
import type { WrittenJson } from '../../language/template/written.ts';
import type { ReadAttachment } from '../../run/request/build-input.ts';

type DryRequest = {
  readonly spec: Spec;
  readonly step: Step;
  readonly environment: Environment;
  readonly scope: Scope;
  readonly destinations: Destinations;
  readonly target: Target;
  readonly authorization: Authorization;
  readonly onBehalfOf: boolean;
  readonly readAttachment: ReadAttachment;
  /** Names whose values only an answer gives. */
  readonly extracted: ReadonlySet<string>;
};

/** Stands for a value that only an answer gives. */
const UNKNOWN = 'unknown';

/** Why a request could not be built, by the functions of the run, from all that is known before the first answer. */
export async function whyUnbuildable(input: DryRequest): Promise<string | undefined> {
  const { step } = input;
  const own = input.scope.within(step.origin);
  // The headers of an environment may need what a step extracts; it will be there.
  const scope = [...input.extracted].reduce(
    (each, name) => (each.has(name) ? each : each.with(name, UNKNOWN)),
    own,
  );
  if (step.forEach === undefined) return problemIn({ ...input, scope });
  if (!isKnown(step.forEach.in, input)) return undefined;
  const items = itemsOf(step.forEach, scope);
  if ('problem' in items) return `forEach: ${items.problem}`;
  for (const item of items.values) {
    const problem = await problemIn({ ...input, scope: scope.with(step.forEach.as, item, items.secrets) });
    if (problem !== undefined) return problem;
  }
  return undefined;
}

async function problemIn(input: DryRequest): Promise<string | undefined> {
  const step = knownPartOf(input);
  const filled = renderStep(input.spec, step, input.scope);
  if ('check' in filled) return `${filled.check}: ${filled.message}`;
  const built = await buildRequest({
    ...input,
    step,
    filled,
    hosts: input.destinations.hosts,
    holdsSecret: () => false,
    isExpectedStatus: () => true,
    boundary: 'verify-dry-run',
  });
  return 'check' in built ? `${built.check}: ${built.message}` : undefined;
}

/** What of a step needs no answer: a request of that part alone shows what is wrong with it. */
function knownPartOf(input: DryRequest): Step {
  const { retry: _retry, body, ...step } = input.step;
  const known = <T extends WrittenJson>(fields: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(fields).filter((entry) => isKnown(entry, input)));
  const part: Step = {
    ...step,
    path: isKnown(step.path.replaceAll(/\{([\w.-]+)\}/g, '{{$1}}'), input) ? step.path : '/',
    params: known(step.params),
    headers: known(step.headers),
    formFields: known(step.formFields),
    fileFields: step.fileFields.filter((field) => isKnown({ ...field }, input)),
    extract: [],
  };
  return addDefined<Step>(part, { body: body !== undefined && isKnown(body, input) ? body : undefined });
}

const isKnown = (value: WrittenJson, { extracted, scope }: DryRequest): boolean =>
  variablesIn(value).every(
    (name) => scope.has(name) && !extracted.has(name) && !extracted.has(name.split('.')[0]!),
  );
