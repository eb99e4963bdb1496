import type { SurveyedOperation } from './survey.ts';
import type { ProposedToken } from './tokens-of-schemes.ts';

/** The operation of a first spec, and how it is called. */
export type FirstOperation = {
  readonly surveyed: SurveyedOperation;
  /** Undefined if no token is sent. */
  readonly token: ProposedToken | undefined;
  readonly status: number;
  /** Values that a person must provide before it can be sent. */
  readonly needs: readonly string[];
};

/** The GET that most likely succeeds as documented with nothing but a token; of equals, the first. */
export function findFirstOperation(
  operations: readonly SurveyedOperation[],
  tokens: readonly ProposedToken[],
): FirstOperation | undefined {
  const candidates = operations.flatMap((surveyed) => candidateOf(surveyed, tokens));
  const ranks = candidates.map((each) => rankOf(each));
  const best = Math.min(...ranks);
  return candidates[ranks.indexOf(best)];
}

function candidateOf(
  surveyed: SurveyedOperation,
  tokens: readonly ProposedToken[],
): readonly FirstOperation[] {
  const { operation, security } = surveyed;
  if (operation.method !== 'GET') return [];
  const status = Object.keys(operation.responses)
    .map(successOf)
    .find((each) => each !== undefined);
  if (status === undefined) return [];
  const calls = security.flatMap((schemes) => callOf(schemes, tokens));
  const needs = operation.parameters
    .filter(({ required, in: where, name }) => required && !isCredential(where, name, surveyed))
    .map(({ name }) => name);
  if (security.length === 0) return [{ surveyed, token: undefined, status, needs }];
  // A call with a token shows that the token works, too.
  const call = calls.find(({ token }) => token !== undefined) ?? calls[0];
  return call === undefined
    ? [
        {
          surveyed,
          token: undefined,
          status,
          needs: [...needs, `credentials for ${security[0]!.join(' and ')}`],
        },
      ]
    : [{ surveyed, token: call.token, status, needs }];
}

/** How to meet one alternative of `security`; undefined if it needs several schemes, or one without a token. */
function callOf(
  schemes: readonly string[],
  tokens: readonly ProposedToken[],
): readonly { readonly token: ProposedToken | undefined }[] {
  if (schemes.length === 0) return [{ token: undefined }];
  if (schemes.length > 1) return [];
  const token = tokens.find(({ scheme }) => scheme === schemes[0]);
  return token === undefined ? [] : [{ token }];
}

function successOf(status: string): number | undefined {
  if (/^2\d\d$/.test(status)) return Number(status);
  return status === '2XX' || status === 'default' ? 200 : undefined;
}

/** Many documents also list the header of a token as a parameter. */
const isCredential = (where: string, name: string, { operation }: SurveyedOperation): boolean =>
  (where === 'header' && name.toLowerCase() === 'authorization') ||
  (where === 'query' && operation.credentialNames.includes(name));

/** A GET with such a word in its path may end a session, redirect, or never end. */
const RISKY =
  /log-?(?:in|out)|sign-?(?:in|out)|auth|callback|redirect|download|export|stream|events|webhook|docs|openapi|swagger/i;

/** Lower is better; each criterion outweighs all after it. */
function rankOf({ surveyed, token, needs }: FirstOperation): number {
  const { operation } = surveyed;
  const criteria = [
    needs.length > 0,
    operation.deprecated,
    RISKY.test(operation.template),
    token === undefined,
    operation.template.includes('{'),
  ];
  return criteria.reduce((rank, isWorse) => 2 * rank + Number(isWorse), 0);
}
