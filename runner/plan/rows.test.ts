import { describe, expect, test } from 'vitest';
import { parseCsv, parseRows, readRows } from './rows.ts';

describe('CSV', () => {
  test.each([
    [
      'plain lines',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no newline at the end',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'Windows lines',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'lines of an old Mac',
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a comma in quotes', 'a\n"x,y"\n', [['a'], ['x,y']]],
    [
      'a line break in quotes',
      'a,b\n"x\ny",2\n',
      [
        ['a', 'b'],
        ['x\ny', '2'],
      ],
    ],
    ['doubled quotes', 'a\n"say ""hi"""\n', [['a'], ['say "hi"']]],
    ['a quote within a field', 'a\n5" disk\n', [['a'], ['5" disk']]],
    ['a quote that does not close', 'a\n"open\n', [['a'], ['"open']]],
    ['text after a closing quote', 'a\n"x"y\n', [['a'], ['"x"y']]],
    [
      'empty fields',
      'a,b,c\n,,\n',
      [
        ['a', 'b', 'c'],
        ['', '', ''],
      ],
    ],
    [
      'an empty field at the very end',
      'a,b\n1,',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    [
      'an empty field in quotes',
      'a,b\n"",""\n',
      [
        ['a', 'b'],
        ['', ''],
      ],
    ],
    ['blank lines', 'a\n\n1\n\n\n2\n', [['a'], ['1'], ['2']]],
    [
      'spaces, which stay',
      'a,b\n 1 , 2\n',
      [
        ['a', 'b'],
        [' 1 ', ' 2'],
      ],
    ],
    ['nothing', '', []],
  ])('%s', (_what, text, lines) => {
    expect(parseCsv(text)).toEqual(lines);
  });

  test('whatever the text, every line of plain fields is read', () => {
    for (const end of ['\n', '\r\n', '\r'])
      for (let count = 1; count < 40; count++)
        expect(parseCsv(Array.from({ length: count }, (_, row) => `${row},x`).join(end))).toHaveLength(count);
  });

  test('a long field does not take long', () => {
    const long = `"${'x,"" '.repeat(50_000)}"`;
    expect(parseCsv(`a\n${long}\n`)[1]![0]!.length).toBe(200_000);
  });
});

describe('rows of a file', () => {
  test('a heading names the values, which stay text', () => {
    expect(parseRows('rows.csv', 'name, age\nann,5\n')).toEqual({
      rows: [{ label: '1 ann', key: 'ann', values: { name: 'ann', age: '5' } }],
    });
  });

  test('a byte order mark is no part of the first name', () => {
    expect(parseRows('rows.CSV', '\ufeffid\n7\n')).toEqual({
      rows: [{ label: '1 7', key: '7', values: { id: '7' } }],
    });
  });

  test('values of JSON keep their types', () => {
    const result = parseRows('rows.json', '[{"n":1,"list":[true],"nothing":null}]');
    expect(result).toMatchObject({ rows: [{ label: '1', values: { n: 1, list: [true], nothing: null } }] });
  });

  test.each([
    ['a line with too few fields', 'rows.csv', 'a,b\n1,2\n3\n', 'line 3 has 1 fields, the heading has 2'],
    ['a line with too many', 'rows.csv', 'a\n1,2\n', 'line 2 has 2 fields, the heading has 1'],
    ['a name that is duplicated', 'rows.csv', 'a, a\n1,2\n', 'the column "a" is duplicated'],
    ['a heading alone', 'rows.csv', 'a,b\n', 'it has no rows below its heading'],
    ['an empty file', 'rows.csv', '', 'it has no rows below its heading'],
    ['an empty list', 'rows.json', '[]', 'expected a list of maps, one for each row'],
    ['a map instead of a list', 'rows.json', '{"a":1}', 'expected a list of maps, one for each row'],
    ['a row that is a text', 'rows.json', '[{"a":1},"b"]', 'row 2 is not a map'],
    ['a row that is a list', 'rows.json', '[[1]]', 'row 1 is not a map'],
    ['a row that is null', 'rows.json', '[null]', 'row 1 is not a map'],
    ['another kind of file', 'rows.xlsx', '', 'expected a .csv or .json file'],
  ])('%s is a problem', (_what, path, text, problem) => {
    expect(parseRows(path, text)).toEqual({ problem });
  });

  test('what is not JSON is a problem', () => {
    expect(parseRows('rows.json', '[{]')).toEqual({ problem: expect.stringContaining('it is not JSON') });
  });

  test('more rows than ten thousand are refused', () => {
    expect(readRows(Array.from({ length: 10_000 }, () => ({})))).toHaveProperty('rows');
    const tooMany = Array.from({ length: 10_001 }, () => ({}));
    expect(readRows(tooMany)).toEqual({ problem: '10001 rows are more than 10000' });
  });
});

describe('the key of a row', () => {
  const keysOf = (...rows: readonly Readonly<Record<string, string>>[]): readonly string[] => {
    const result = readRows(rows);
    return 'rows' in result ? result.rows.map(({ key }) => key) : [];
  };

  test('is its name, wherever it stands', () => {
    expect(keysOf({ name: 'A' }, { name: 'B' })).toEqual(['A', 'B']);
    expect(keysOf({ name: 'Z' }, { name: 'A' }, { name: 'B' })).toEqual(['Z', 'A', 'B']);
  });

  test('is a digest of its values without a name of its own', () => {
    const [first, second, third] = keysOf({ name: 'x', p: '1' }, { name: 'x', p: '2' }, { name: '', p: '1' });
    expect(new Set([first, second, third]).size).toBe(3);
    for (const key of [first, second, third]) expect(key).toMatch(/^#[0-9a-f]{12}$/);
    expect(keysOf({ p: '9', name: 'z' }, { p: '2', name: 'x' }, { name: 'x', p: '1' })).toEqual([
      'z',
      second,
      first,
    ]);
  });

  test('differs for equal rows', () => {
    const [first, second] = keysOf({ p: '1' }, { p: '1' });
    expect(second).toBe(`${first}-2`);
  });
});

describe('what a row is called', () => {
  test.each([
    [{ name: 'ann', id: 7 }, '1 ann'],
    [{ case: 'too short', id: 7 }, '1 too short'],
    [{ id: 7 }, '1 7'],
    [{ other: 7 }, '1'],
    [{ name: ['a'] }, '1'],
    [{ name: null }, '1'],
  ])('%j: %s', (row, label) => {
    expect(readRows([row])).toMatchObject({ rows: [{ label, values: row }] });
  });

  test('rows of the same name are told apart', () => {
    const result = readRows([{ name: 'x' }, { name: 'x' }]);
    expect('rows' in result && result.rows.map(({ label }) => label)).toEqual(['1 x', '2 x']);
  });
});
