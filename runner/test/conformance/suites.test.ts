import { describe, expect, it } from 'vitest';
import { makeFolder } from '../temp-folder.ts';
import { ownAnswers } from './answer-suite.ts';
import { ownComparisons } from './comparison-suite.ts';
import { ownPaths } from './jsonpath-suite.ts';
import { ownNumbers } from './number-suite.ts';
import { publicSuites } from './public-suites.ts';
import { runSuite } from './suite.ts';
import { ownTexts } from './text-suite.ts';

const NONE = { refuse: [], differ: [] };

describe('every vector of', () => {
  it.each([ownPaths, ownNumbers, ownTexts, ownAnswers, ownComparisons])('$name agrees', async (suite) => {
    expect(await runSuite(suite)).toMatchObject(NONE);
  });
});

/** Where the public suites lie, if they are there; they are not part of this project. */
const path = process.env['VERIFY_SUITES'];

it.skipIf(path === undefined)('public suites agree', async () => {
  const suites = publicSuites(path!);
  expect(suites, `no public suite lies at ${path}`).not.toEqual([]);
  for (const suite of suites) {
    const { agree, refuse, differ } = await runSuite(suite);
    process.stdout.write(
      `${suite.name}: agree ${agree.length}, refuse ${refuse.length}, differ ${differ.length}\n`,
    );
    expect.soft({ refuse, differ }, suite.name).toEqual(NONE);
  }
});

describe('a public suite', () => {
  const runAll = (place: string) => Promise.all(publicSuites(place).map(runSuite));

  const cts = JSON.stringify({
    tests: [
      { name: 'right', selector: '$.a', document: { a: 1 }, result: [1] },
      {
        name: 'one of several',
        selector: '$.*',
        document: { a: 1, b: 2 },
        results: [
          [2, 1],
          [1, 2],
        ],
      },
      { name: 'invalid', selector: '$.', invalid_selector: true },
      { name: 'refused', selector: '$.a.', document: {}, result: [] },
      { name: 'not invalid', selector: '$.a', document: {}, invalid_selector: true },
      { name: 'wrong', selector: '$.a', document: { a: 1 }, result: [2] },
    ],
  });
  const outcomes = {
    agree: ['right', 'one of several', 'invalid'],
    refuse: ['refused'],
    differ: ['not invalid', 'wrong'],
  };

  it('is found as a file, in a folder, and in a folder of suites', async () => {
    const folder = makeFolder({ 'paths/cts.json': cts });
    for (const place of ['paths/cts.json', 'paths', ''])
      expect(await runAll(`${folder}/${place}`), place).toEqual([outcomes]);
    expect(publicSuites(`${folder}/nowhere`)).toEqual([]);
  });

  it('of JSON says by its names what is JSON', async () => {
    const folder = makeFolder({
      'JSONTestSuite/test_parsing/y_number.json': '[12345678901234567890]',
      'JSONTestSuite/test_parsing/y_comma.json': '[1,]',
      'JSONTestSuite/test_parsing/n_comma.json': '[1,]',
      'JSONTestSuite/test_parsing/n_number.json': '[1]',
      'JSONTestSuite/test_parsing/i_half.json': '["\\ud800"]',
    });
    expect(await runAll(folder)).toEqual([
      {
        agree: ['i_half.json', 'n_comma.json', 'y_number.json'],
        refuse: ['y_comma.json'],
        differ: ['n_number.json'],
      },
    ]);
  });
});
