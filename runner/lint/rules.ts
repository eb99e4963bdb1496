import type { LintRule } from './rule.ts';
import { endpointDuplicated } from './rules/endpoint-duplicated.ts';
import { endpointUndocumented } from './rules/endpoint-undocumented.ts';
import { extractUnused } from './rules/extract-unused.ts';
import { jsonPathUndocumented } from './rules/jsonpath-undocumented.ts';
import { oddCharacters } from './rules/odd-characters.ts';
import { pastDate } from './rules/past-date.ts';
import { realEmail } from './rules/real-email.ts';
import { requiredBodyField } from './rules/required-body-field.ts';
import { requiredParameter } from './rules/required-parameter.ts';
import { secretLiteral } from './rules/secret-literal.ts';
import { singleBraces } from './rules/single-braces.ts';
import { skipWithoutReason } from './rules/skip-without-reason.ts';
import { swaggerAbsolute } from './rules/swagger-absolute.ts';
import { tokenUndocumented } from './rules/token-undocumented.ts';
import { variableUnknown } from './rules/variable-unknown.ts';
import { weakExpectation } from './rules/weak-expectation.ts';
import { yamlSurprise } from './rules/yaml-surprise.ts';

/** The one table of rules: what `verify check` reports in addition to what a run refuses. */
export const RULES: readonly LintRule[] = [
  variableUnknown,
  secretLiteral,
  endpointUndocumented,
  endpointDuplicated,
  swaggerAbsolute,
  extractUnused,
  jsonPathUndocumented,
  requiredParameter,
  requiredBodyField,
  tokenUndocumented,
  weakExpectation,
  skipWithoutReason,
  singleBraces,
  yamlSurprise,
  oddCharacters,
  realEmail,
  pastDate,
];
