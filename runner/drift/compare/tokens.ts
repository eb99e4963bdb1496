import { normaliseToken } from '../../openapi/document/tokens.ts';
import { type DriftFinding, disagreementOf } from '../finding.ts';
import type { ObservedOperation } from '../observed/observed.ts';
import { type DriftContext, findingOf, successes, type OperationUse, wantsRefusal } from '../use.ts';

/** Compares the token types that a spec lists and uses with the documented ones. */
export function compareTokens(use: OperationUse, context: DriftContext): readonly DriftFinding[] {
  const { spec, step, operation, observed, isEndpoint } = use;
  if (operation.tokens.length === 0) return [];
  const listed = spec.metadata.tokens.filter((token) => token !== 'none');
  const used = step.token !== undefined && !/\{\{|<</.test(step.token) ? step.token : listed[0];
  const isUsed = used !== undefined && used !== 'none' && !wantsRefusal(use);
  const accepted = acceptedTokens(observed);
  const says = {
    document: operation.tokens.join(', '),
    observed: accepted.length > 0 ? `accepted ${accepted.join(', ')}` : null,
  };
  const claimed = new Set([...(isUsed ? [used] : []), ...(isEndpoint ? listed : [])]);
  return [...claimed]
    .filter((token) => !operation.tokens.includes(normaliseToken(token)))
    .map((token) => {
      const span = token === step.token ? step.spans['token'] : spec.metadata.spans['tokens'];
      const isAccepted = accepted.includes(normaliseToken(token));
      const verb = isUsed && token === used ? 'used' : 'listed';
      return findingOf(
        use,
        {
          rule: 'token-undocumented',
          subject: token,
          message: `token ${token} is ${verb}, and not documented`,
          hint: 'correct the tokens of the spec, or document the token type',
          disagrees: disagreementOf({
            spec: 'yes',
            document: 'no',
            observed: isAccepted ? 'yes' : 'silent',
          }),
          says: { ...says, spec: verb === 'used' ? `uses ${token}` : `lists ${listed.join(', ')}` },
          ...(span && { span }),
        },
        context,
      );
    });
}

/** Token types that were not refused, with aliases resolved. */
export const acceptedTokens = (observed: ObservedOperation | undefined): readonly string[] => [
  ...new Set(
    successes(observed)
      .flatMap(([, answer]) => answer.requests.flatMap(({ tokens }) => tokens))
      .filter((token) => token !== 'none')
      .map(normaliseToken),
  ),
];

/** Documented token types that no spec of the operation lists. */
export function unlistedTokens(
  uses: readonly OperationUse[],
  context: DriftContext,
): readonly DriftFinding[] {
  const byOperation = new Map<string, OperationUse[]>();
  for (const use of uses) {
    const { spec, operation, isEndpoint } = use;
    if (!isEndpoint || spec.metadata.tokens.length === 0) continue;
    const key = `${operation.document}#${operation.pointer}`;
    byOperation.set(key, [...(byOperation.get(key) ?? []), use]);
  }
  return [...byOperation.values()].flatMap((each) => {
    const use = each[0]!;
    const listed = [...new Set(each.flatMap(({ spec }) => spec.metadata.tokens))];
    const known = listed.map(normaliseToken);
    const missing = use.operation.tokens.filter((token) => !known.includes(token));
    if (missing.length === 0) return [];
    const accepted = acceptedTokens(use.observed);
    const span = use.spec.metadata.spans['tokens'];
    return findingOf(
      use,
      {
        rule: 'token-not-listed',
        subject: missing.join(', '),
        message: `the document also lists ${missing.join(', ')}`,
        disagrees: 'document-only',
        says: {
          spec: `lists ${listed.join(', ')}`,
          document: use.operation.tokens.join(', '),
          observed: accepted.length > 0 ? `accepted ${accepted.join(', ')}` : null,
        },
        ...(span && { span }),
      },
      context,
    );
  });
}
