import { SCHEME_WORDS } from '../../environment/schemes.ts';
import { stepValuesOf } from '../values.ts';
import type { Lint, LintRule } from '../rule.ts';

/** Patterns of keys of well-known services, and credentials written out. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:sk|rk|pk)_live_[A-Za-z0-9]{16,}/, 'a live key'],
  [/\bsk_test_[A-Za-z0-9]{16,}/, 'a key of a payment service'],
  [/\bAKIA[0-9A-Z]{16}\b/, 'an access key of AWS'],
  [/\bgh[pousr]_[A-Za-z0-9]{30,}/, 'a token of GitHub'],
  [/\bglpat-[\w-]{20,}/, 'a token of GitLab'],
  [/\bxox[abprs]-[\w-]{10,}/, 'a token of Slack'],
  [/\bAIza[\w-]{35}/, 'a key of Google'],
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/, 'a JSON Web Token'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [new RegExp(String.raw`^(?:${SCHEME_WORDS})\s+(?!\{\{|<<)[\w+/.=-]{16,}$`, 'i'), 'a credential'],
];

const CREDENTIAL_HEADERS = /^(?:authorization|x-api-key|api-key|apikey|x-auth-token)$/i;

/** The message never quotes what it found. */
export const secretLiteral: LintRule = {
  id: 'secret-literal',
  severity: 'error',
  finds: 'a secret that is written into the document',
  check: (spec) =>
    stepValuesOf(spec).flatMap(({ keys, node }): readonly Lint[] => {
      const { value } = node;
      if (typeof value !== 'string') return [];
      const isCredential =
        keys[0] === 'headers' && CREDENTIAL_HEADERS.test(keys.at(-1)!) && /^[\w+/.=-]{16,}$/.test(value);
      const what = SECRETS.find(([pattern]) => pattern.test(value))?.[1];
      if (what === undefined && !isCredential) return [];
      return [
        {
          span: node.span,
          message: `"${keys.join('.')}" holds ${what ?? 'a credential'}: expected no secret in a document`,
          hint: 'take it out and replace it where it was issued; write {{env.NAME}}, or name a token of environments.yaml',
          severity: isInvalidOnPurpose(value) ? 'warning' : 'error',
        },
      ];
    }),
};

/** A made-up credential tests that the API refuses it. */
const isInvalidOnPurpose = (value: string): boolean =>
  /invalid|wrong|expired|fake|dummy|bogus|example|malformed|not[-_ ]?a/i.test(value);
