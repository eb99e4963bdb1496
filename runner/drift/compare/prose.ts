import { bodyOfResponse, compareShape, type ShapeDrift } from './documented-body.ts';
import { type DriftFinding, disagreementOf } from '../finding.ts';
import { type ProseExample, readProseExamples } from './prose-example.ts';
import { shapeOf, wasObserved } from '../observed/shape.ts';
import {
  acceptedAnswers,
  acceptedResponses,
  type DriftContext,
  findingOf,
  type OperationUse,
} from '../use.ts';

/** With more differences, an example shows something else. */
const MAX_DIFFERENCES = 12;

/** Compares the example answers of a spec with the document; `use` is of the spec's endpoint. */
export const compareProse = (use: OperationUse, context: DriftContext): readonly DriftFinding[] =>
  use.step.expect.schema
    ? readProseExamples(use.spec).flatMap((example) => compareExample(use, example, context))
    : [];

/** A text in place of a list or an object describes an omission. */
const isAbbreviated = (drift: ShapeDrift): boolean =>
  drift.kind === 'type' &&
  drift.found.every((type) => type === 'string') &&
  drift.documented.some((type) => type === 'object' || type === 'array');

function compareExample(
  use: OperationUse,
  example: ProseExample,
  context: DriftContext,
): readonly DriftFinding[] {
  const { operation, document, observed, expects } = use;
  const statuses = example.statuses.length > 0 ? example.statuses : (expects.statuses ?? ['2xx']);
  const described = acceptedResponses(operation, statuses).flatMap((status) => {
    const body = bodyOfResponse(operation.responses[status]!, { ...context, document });
    return body ? [{ status, body }] : [];
  });
  const candidates = described.map(({ status, body }) => ({
    status,
    body,
    drifts: compareShape(shapeOf(example.value), body).filter((drift) => !isAbbreviated(drift)),
  }));
  const [closest] = candidates.toSorted((a, b) => a.drifts.length - b.drifts.length);
  if (closest === undefined) return [];
  return closest.drifts.slice(0, MAX_DIFFERENCES).map((drift): DriftFinding => {
    const seen = acceptedAnswers(observed, statuses).map(([status, { fields }]) => ({
      status,
      says: wasObserved(fields, drift.steps),
    }));
    const witness = seen.find(({ says }) => says === 'yes') ?? seen.find(({ says }) => says === 'no');
    const finding = findingOf(
      use,
      {
        rule: drift.kind === 'type' ? 'field-type' : 'field-undocumented',
        // Two examples that differ prove little.
        ...(closest.body.kind === 'examples' && { severity: 'info' }),
        subject: `${closest.status} ${drift.path}`,
        message:
          drift.kind === 'type'
            ? `${drift.path} is ${drift.found.join(' or ')} in the response of the spec, and documented as ${drift.documented.join(' or ')}`
            : `${drift.path} is in the response of the spec, and not documented`,
        hint: 'correct the example in the spec, or the document',
        disagrees:
          drift.kind === 'type'
            ? 'all-differ'
            : disagreementOf({ spec: 'yes', document: 'no', observed: witness?.says ?? 'silent' }),
        says: {
          spec: `shows ${drift.path}${drift.kind === 'type' ? ` as ${drift.found.join(' or ')}` : ''}`,
          document: drift.document,
          observed:
            witness === undefined || drift.kind === 'type'
              ? null
              : `${witness.says === 'yes' ? 'has' : 'has no'} ${drift.path} (${witness.status})`,
        },
        place: drift.place,
      },
      context,
    );
    return { ...finding, at: { ...finding.at, spec: example.placeOf(drift.steps) } };
  });
}
