import type { ApiDocument, DocumentPlace } from '../../openapi/document/documents.ts';
import { documentedStatus, type Operation } from '../../openapi/operation/operation.ts';
import { normaliseToken } from '../../openapi/document/tokens.ts';
import type { Spec } from '../../language/parse.ts';
import { acceptedTokens } from './tokens.ts';
import { isSilent } from './statuses.ts';
import { bodyOfResponse, compareShape } from './documented-body.ts';
import { DRIFT_RULES, type DriftFinding, disagreementOf } from '../finding.ts';
import type { ObservedAnswer, ObservedOperation } from '../observed/observed.ts';
import { type DriftContext, placeInDocument, placeInSpec, placeOfOperation } from '../use.ts';

/** An operation with its observations, and the specs that could have caused them. */
export type Seen = {
  readonly document: ApiDocument;
  readonly operation: Operation;
  readonly observed: ObservedOperation;
  readonly specs: ReadonlyMap<string, Spec>;
};

type ObservedFinding = Pick<DriftFinding, 'rule' | 'subject' | 'message' | 'hint' | 'disagrees'> & {
  readonly says: Pick<DriftFinding['says'], 'document' | 'observed'>;
  readonly place: DocumentPlace;
};

/** Compares observations with the document, independent of the specs. */
export function compareObserved(seen: Seen, context: DriftContext): readonly DriftFinding[] {
  const answers = Object.entries(seen.observed.answers);
  return [
    ...answers.flatMap(([status, answer]) => [
      ...compareStatus(seen, status, answer, context),
      ...compareFields(seen, status, answer, context),
    ]),
    ...compareTokens(seen, context),
  ];
}

/** An outage of a gateway says nothing about the operation. */
const isOutage = (status: number): boolean => status >= 500 || [407, 408, 429].includes(status);

function compareStatus(
  seen: Seen,
  status: string,
  answer: ObservedAnswer,
  context: DriftContext,
): readonly DriftFinding[] {
  const { operation } = seen;
  const number = Number(status);
  if (isSilent(operation) || isOutage(number) || documentedStatus(operation, number) !== undefined) return [];
  return [
    findingOfSeen(
      seen,
      answer,
      {
        rule: 'status-undocumented',
        subject: status,
        message: `status ${status} was observed, and is not documented`,
        hint: 'document the status',
        disagrees: 'observed-only',
        says: { document: Object.keys(operation.responses).join(', '), observed: sayWhen(status, answer) },
        place: placeOfOperation(operation, 'responses'),
      },
      context,
    ),
  ];
}

function compareFields(
  seen: Seen,
  status: string,
  answer: ObservedAnswer,
  context: DriftContext,
): readonly DriftFinding[] {
  const { operation, document } = seen;
  const key = documentedStatus(operation, Number(status));
  const body = key && bodyOfResponse(operation.responses[key]!, { ...context, document });
  if (!body || body.kind === 'examples') return [];
  return compareShape(answer.fields, body).map((drift) =>
    findingOfSeen(
      seen,
      answer,
      {
        rule: drift.kind === 'type' ? 'field-type' : 'field-undocumented',
        subject: `${key} ${drift.path}`,
        message:
          drift.kind === 'type'
            ? `${drift.path} was observed as ${drift.found.join(' or ')}, and is documented as ${drift.documented.join(' or ')}`
            : `${drift.path} was observed, and is not documented`,
        hint: 'document what the API answers, or mend the API',
        disagrees: 'observed-only',
        says: { document: drift.document, observed: sayWhen(status, answer) },
        place: drift.place,
      },
      context,
    ),
  );
}

function compareTokens(seen: Seen, context: DriftContext): readonly DriftFinding[] {
  const { operation, observed } = seen;
  if (operation.tokens.length === 0) return [];
  return acceptedTokens(observed)
    .filter((token) => !operation.tokens.includes(normaliseToken(token)))
    .flatMap((token) => {
      const found = Object.entries(observed.answers).find(([, { requests }]) =>
        requests.some(({ tokens }) => tokens.map(normaliseToken).includes(token)),
      );
      if (found === undefined) return [];
      return findingOfSeen(
        seen,
        found[1],
        {
          rule: 'token-undocumented',
          subject: token,
          message: `token ${token} was accepted, and is not documented`,
          hint: 'document the token type, or mend the API',
          disagrees: disagreementOf({ spec: 'silent', document: 'no', observed: 'yes' }),
          says: { document: operation.tokens.join(', '), observed: `accepted ${token}` },
          place: placeOfOperation(operation),
        },
        context,
      );
    });
}

const sayWhen = (status: string, { at }: ObservedAnswer): string => `${status} on ${at.slice(0, 10)}`;

function findingOfSeen(
  { operation, specs }: Seen,
  answer: ObservedAnswer,
  { place, says, ...draft }: ObservedFinding,
  context: DriftContext,
): DriftFinding {
  const witness = answer.requests.map(({ spec }) => specs.get(spec)).find((spec) => spec !== undefined);
  const span = witness?.metadata.spans['endpoint'];
  return {
    ...draft,
    severity: DRIFT_RULES[draft.rule].severity === 'error' ? 'warn' : DRIFT_RULES[draft.rule].severity,
    document: context.show(operation.document),
    method: operation.method,
    template: operation.template,
    says: { ...says, spec: witness === undefined ? null : `saw it in ${witness.source.path}` },
    at: {
      spec: witness && span ? placeInSpec(witness, span) : null,
      document: placeInDocument(place, context),
    },
    also: [],
  };
}
