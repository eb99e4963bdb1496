import { parsePath } from '../../language/jsonpath/parse.ts';
import { PathError } from '../../language/jsonpath/scanner.ts';
import { NodeSelection } from '../../language/jsonpath/select.ts';
import type { TestPattern } from '../../language/matcher/match.ts';
import { agreesIf, type Outcome, type Suite } from './suite.ts';
import own from './vectors/jsonpath.json' with { type: 'json' };

type PathVector = {
  readonly path: string;
  readonly document: unknown;
  /** Each correct list of values; none if the path must be refused. */
  readonly results: readonly unknown[];
};

/** JSONPaths on a document of our own; `finds` is the result by RFC 9535, or by the format's additions. */
export const ownPaths: Suite = {
  name: 'our JSONPaths',
  vectors: own.vectors.map((vector) => {
    const { path } = vector;
    const results = 'finds' in vector ? [vector.finds] : [];
    return { name: path, ask: () => outcomeOf({ path, document: own.document, results }) };
  }),
};

/** One test of the JSONPath Compliance Test Suite. */
type ComplianceTest = {
  readonly name: string;
  readonly selector: string;
  readonly document?: unknown;
  readonly result?: unknown;
  readonly results?: readonly unknown[];
  readonly invalid_selector?: boolean;
};

/** The JSONPath Compliance Test Suite, from the text of its `cts.json`. */
export function readComplianceSuite(text: string): Suite {
  const { tests } = JSON.parse(text) as { readonly tests: readonly ComplianceTest[] };
  return {
    name: 'JSONPath Compliance Test Suite',
    vectors: tests.map(({ name, selector: path, document, result, results = [result], ...test }) => ({
      name,
      ask: () => outcomeOf({ path, document, results: test.invalid_selector === true ? [] : results }),
    })),
  };
}

function outcomeOf({ path, document, results }: PathVector): Outcome {
  try {
    const found = new NodeSelection(document, testPattern).nodes(parsePath(path)).map(({ value }) => value);
    return agreesIf(results.some((each) => JSON.stringify(each) === JSON.stringify(found)));
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    return results.length === 0 ? 'agree' : 'refuse';
  }
}

const testPattern: TestPattern = (pattern, text) =>
  new RegExp(pattern, 'u').test(text) ? 'matches' : 'differs';
