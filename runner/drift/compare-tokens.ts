import { normaliseToken } from '../openapi/tokens.ts';
import { type DriftFinding, whoDisagrees } from './finding.ts';
import type { ObservedOperation } from './observed.ts';
import { type Context, findingOf, successes, type Use, wantsRefusal } from './use.ts';

/** Holds the token types that a spec lists and uses against those that the operation documents. */
export function compareTokens(use: Use, context: Context): readonly DriftFinding[] {
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
  const findings = [...claimed]
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
          message: `a ${token} token is ${verb}, and not documented`,
          hint: 'correct the tokens of the spec, or document the token type',
          disagrees: whoDisagrees({
            spec: 'yes',
            document: 'no',
            observed: isAccepted ? 'yes' : 'silent',
          }),
          says: { ...says, spec: listed.length > 0 ? `lists ${listed.join(', ')}` : `uses ${token}` },
          ...(span && { span }),
        },
        context,
      );
    });
  return isEndpoint && listed.length > 0 ? [...findings, ...unlisted(use, listed, says, context)] : findings;
}

/** Token types that were not refused, under their one name. */
export const acceptedTokens = (observed: ObservedOperation | undefined): readonly string[] => [
  ...new Set(
    successes(observed)
      .flatMap(([, answer]) => answer.requests.flatMap(({ tokens }) => tokens))
      .filter((token) => token !== 'none')
      .map(normaliseToken),
  ),
];

function unlisted(
  use: Use,
  listed: readonly string[],
  says: Pick<DriftFinding['says'], 'document' | 'observed'>,
  context: Context,
): readonly DriftFinding[] {
  const known = listed.map(normaliseToken);
  const missing = use.operation.tokens.filter((token) => !known.includes(token));
  if (missing.length === 0) return [];
  const subject = missing.join(', ');
  const span = use.spec.metadata.spans['tokens'];
  return [
    findingOf(
      use,
      {
        rule: 'token-not-listed',
        subject,
        message: `the document also lists ${subject}`,
        disagrees: 'document-only',
        says: { ...says, spec: `lists ${listed.join(', ')}` },
        ...(span && { span }),
      },
      context,
    ),
  ];
}
