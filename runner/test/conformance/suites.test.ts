import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { TestPattern } from '../../spec/match.ts';
import { parsePath } from '../../spec/jsonpath/parse.ts';
import { PathError } from '../../spec/jsonpath/scanner.ts';
import { Selection } from '../../spec/jsonpath/select.ts';

/** One test of the compliance suite for JSONPath. */
type SuiteTest = {
  readonly name: string;
  readonly selector: string;
  readonly document?: unknown;
  readonly result?: unknown;
  readonly results?: readonly unknown[];
  readonly invalid_selector?: boolean;
};

/** The folder that holds public suites, such as the `cts.json` of JSONPath; they are not part of this project. */
const file = join(process.env['VERIFY_SUITES'] ?? '', 'cts.json');

it.skipIf(process.env['VERIFY_SUITES'] === undefined || !existsSync(file))(
  'the compliance suite for JSONPath agrees, apart from what is refused',
  () => {
    const { tests } = JSON.parse(readFileSync(file, 'utf8')) as { readonly tests: readonly SuiteTest[] };
    const outcomes = new Map<Outcome, string[]>([
      ['agree', []],
      ['refuse', []],
      ['differ', []],
    ]);
    for (const each of tests) outcomes.get(outcomeOf(each))!.push(each.name);
    for (const [outcome, names] of outcomes) process.stdout.write(`${outcome}: ${names.length}\n`);
    expect(outcomes.get('differ')).toEqual([]);
    expect(outcomes.get('refuse')).toEqual([]);
  },
);

type Outcome = 'agree' | 'refuse' | 'differ';

function outcomeOf({
  selector,
  document,
  result,
  results = [result],
  invalid_selector: isInvalid,
}: SuiteTest): Outcome {
  try {
    const found = new Selection(document, test).nodes(parsePath(selector)).map(({ value }) => value);
    const isRight = results.some((each) => JSON.stringify(each) === JSON.stringify(found));
    return isInvalid !== true && isRight ? 'agree' : 'differ';
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    return isInvalid === true ? 'agree' : 'refuse';
  }
}

const test: TestPattern = (pattern, text) => (new RegExp(pattern, 'u').test(text) ? 'matches' : 'differs');
