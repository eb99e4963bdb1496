import type { Span } from '../../language/source.ts';
import type { StatusSet } from '../../language/matcher/status.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { bodyOfResponse, type DocumentedBody, type Documented, findField } from './documented-body.ts';
import { type FieldStep, fieldPathOf, writePath } from './field-path.ts';
import { type DriftFinding, disagreementOf } from '../finding.ts';
import { wasObserved } from '../observed/shape.ts';
import {
  acceptedAnswers,
  acceptedResponses,
  type DriftContext,
  findingOf,
  type OperationUse,
} from '../use.ts';

type Reading = {
  readonly path: string;
  readonly span: Span;
  /** The beginning of a sentence: `extract product_id reads`. */
  readonly verb: string;
  /** False when the step continues without the field. */
  readonly relied: boolean;
};

/** Compares the fields of an answer that a step reads with those that its operation documents. */
export function compareAnswers(use: OperationUse, context: DriftContext): readonly DriftFinding[] {
  const { statuses } = use.expects;
  if (statuses === undefined || !use.step.expect.schema) return [];
  const bodies = documentedBodies(use, statuses, context);
  return bodies.length === 0
    ? []
    : readings(use).flatMap((each) => compareReading(use, each, bodies, context));
}

/** The documented bodies of the answers that the step accepts, by documented status. */
function documentedBodies(
  { operation, document }: OperationUse,
  statuses: StatusSet,
  context: DriftContext,
): readonly (readonly [status: string, body: DocumentedBody])[] {
  return acceptedResponses(operation, statuses).flatMap((status) => {
    const body = bodyOfResponse(operation.responses[status]!, { ...context, document });
    return body ? [[status, body] as const] : [];
  });
}

function readings({ step }: OperationUse): readonly Reading[] {
  const extracts = step.extract.flatMap(({ name, from, optional }): readonly Reading[] => {
    const span = step.spans[`extract.${name}`] ?? step.spans['extract'] ?? step.span;
    const verb = `extract ${name} reads`;
    return from.kind === 'body' ? [{ path: from.path, span, verb, relied: !optional }] : [];
  });
  const expectations = Object.entries(step.expect.body)
    .filter(([, wanted]) => !wantsAbsence(wanted))
    .map(([path]) => ({
      path,
      span: step.spans[`expect.body.${path}`] ?? step.spans['expect.body'] ?? step.span,
      verb: 'the spec expects',
      relied: true,
    }));
  return [...extracts, ...expectations];
}

const wantsAbsence = (wanted: Json): boolean =>
  typeof wanted === 'object' && wanted !== null && 'exists' in wanted && wanted['exists'] === false;

function compareReading(
  use: OperationUse,
  { path, span, verb, relied }: Reading,
  bodies: readonly (readonly [status: string, body: DocumentedBody])[],
  context: DriftContext,
): readonly DriftFinding[] {
  const steps = fieldPathOf(path);
  const found = bodies.map(([status, body]) => ({ status, body, field: findField(body, steps) }));
  const [first] = found;
  if (first === undefined || found.some(({ field }) => field.kind !== 'absent')) return [];
  const field = first.field as Documented & { readonly kind: 'absent' };
  const absent = writePath(steps.slice(0, field.at + 1));
  const observed = observationOf(use, steps.slice(0, field.at + 1));
  return [
    findingOf(
      use,
      {
        rule: 'field-undocumented',
        ...(relied && observed?.says === 'no' && { severity: 'error' }),
        subject: `${first.status} ${absent}`,
        message: `${verb} ${path}, and ${sayAbsent(absent, field, first.body)}`,
        hint:
          observed?.says === 'yes'
            ? 'document the field'
            : 'correct the path in the spec, or document the field',
        disagrees: disagreementOf({ spec: 'yes', document: 'no', observed: observed?.says ?? 'silent' }),
        says: {
          spec: `reads ${path}`,
          document: sayDocument(absent, field, first.body),
          observed:
            observed && `${observed.says === 'yes' ? 'has' : 'has no'} ${absent} (${observed.status})`,
        },
        span,
        place: field.place,
      },
      context,
    ),
  ];
}

const sayAbsent = (
  path: string,
  field: Documented & { readonly kind: 'absent' },
  body: DocumentedBody,
): string =>
  body.kind === 'examples'
    ? `the documented example has no ${path}`
    : isMistyped(field)
      ? `${path} is documented below ${field.parent === '' ? 'nothing' : `a value of type ${field.parent}`}`
      : `${path} is not documented`;

const sayDocument = (
  path: string,
  field: Documented & { readonly kind: 'absent' },
  body: DocumentedBody,
): string =>
  body.kind === 'examples'
    ? `has an example without ${path}`
    : isMistyped(field)
      ? `has a value of type ${field.parent} there`
      : `has no ${path}`;

const isMistyped = ({ parent }: Documented & { readonly kind: 'absent' }): boolean =>
  !parent.split(' or ').includes('object');

function observationOf(
  { observed, expects }: OperationUse,
  steps: readonly FieldStep[],
): { readonly says: 'yes' | 'no'; readonly status: string } | null {
  const seen = acceptedAnswers(observed, expects.statuses ?? []).map(([status, { fields }]) => ({
    status,
    says: wasObserved(fields, steps),
  }));
  const yes = seen.find(({ says }) => says === 'yes');
  if (yes) return { says: 'yes', status: yes.status };
  const no = seen.find(({ says }) => says === 'no');
  return no ? { says: 'no', status: no.status } : null;
}
