import { describe, expect, test } from 'vitest';
import { parseSpec, type Spec } from '../language/parse.ts';
import { expandUses, type OpenSpec } from './uses.ts';

type Sections = {
  readonly before?: string;
  readonly test?: string;
  readonly after?: string;
  readonly head?: string;
};

function specAt(path: string, { before, test: main, after, head = '' }: Sections): Spec {
  const section = (title: string, steps: string | undefined): string =>
    steps === undefined ? '' : `## ${title}\n\`\`\`yaml\nsteps:\n${steps.replaceAll(/^/gm, '  ')}\n\`\`\`\n`;
  const body = section('Prerequisites', before) + section('Test Request', main) + section('Cleanup', after);
  return parseSpec({ path, text: `---\nendpoint: GET /x\n${head}---\n${body}` });
}

const get = (id: string, more = ''): string => `- { id: ${id}, method: GET, path: /${id}${more} }`;
const use = (id: string, file: string, more = ''): string => `- { id: ${id}, uses: ${file}${more} }`;

/** Opens these specs by their paths, and nothing else. */
const among = (...specs: readonly Spec[]): OpenSpec => {
  const known = new Map(specs.map((spec) => [spec.source.path, spec]));
  return (path) => known.get(path) ?? { problem: `${path} does not exist` };
};

const idsOf = ({ steps }: Spec): readonly string[] => steps.map(({ section, id }) => `${section} ${id}`);
const errorsOf = ({ diagnostics }: Spec): readonly string[] =>
  diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
/** The text of the spec at each error. */
const placesOf = ({ diagnostics, source }: Spec): readonly string[] =>
  diagnostics.map(({ span }) => source.text.slice(span.start, span.end));

const login = specAt('specs/login.md', {
  before: get('prepare'),
  test: get('sign_in', ', extract: { session: $.id, user: $.user }'),
  after: get('sign_out'),
});

describe('the steps of another spec', () => {
  const own = specAt('specs/a.md', {
    before: [get('first'), use('log', 'login.md'), get('second')].join('\n'),
    test: get('main'),
    after: get('tidy'),
  });
  const expanded = expandUses(own, among(login));

  test('take the place of the step that uses it, its cleanup among ours', () => {
    expect(errorsOf(expanded)).toEqual([]);
    expect(idsOf(expanded)).toEqual([
      'prerequisites first',
      'prerequisites log.prepare',
      'prerequisites log.sign_in',
      'prerequisites second',
      'test main',
      'cleanup log.sign_out',
      'cleanup tidy',
    ]);
  });

  test('say where they come from, and stand at our line', () => {
    const borrowed = expanded.steps.find(({ id }) => id === 'log.sign_in')!;
    expect(borrowed.origin).toEqual({ use: 'log', file: 'specs/login.md', outputs: {} });
    expect(own.source.text.slice(borrowed.span.start, borrowed.span.end)).toBe('login.md');
  });

  test('leave both specs as they were', () => {
    expect(idsOf(own)).toHaveLength(4);
    expect(login.steps[0]!.id).toBe('prepare');
    expect(login.steps[0]!.origin).toBeUndefined();
  });

  test('that share an id there, each in its own section, are told apart here', () => {
    const other = specAt('specs/other.md', { before: get('create'), test: get('create') });
    const user = specAt('specs/c.md', { before: use('o', 'other.md'), test: get('main') });
    const joined = expandUses(user, among(other));
    expect(errorsOf(joined)).toEqual([]);
    expect(idsOf(joined)).toEqual([
      'prerequisites o.prerequisites.create',
      'prerequisites o.create',
      'test main',
    ]);
  });

  test('may not have the id of a step of ours', () => {
    const user = specAt('specs/c.md', { before: `${get('log.prepare')}\n${use('log', 'login.md')}` });
    expect(errorsOf(expandUses(user, among(login))).join()).toContain('"log.prepare" is taken');
  });

  test('become test steps where the test uses it', () => {
    const tested = specAt('specs/b.md', { test: [use('log', 'login.md'), get('main')].join('\n') });
    expect(idsOf(expandUses(tested, among(login)))).toEqual([
      'test log.prepare',
      'test log.sign_in',
      'test main',
      'cleanup log.sign_out',
    ]);
  });

  test('keep the token and the host of the spec that they come from', () => {
    const other = specAt('specs/other.md', {
      head: 'tokens: [admin]\nuseFallbackApi: true\n',
      test: `${get('a')}\n${get('b', ', token: client, useFallbackApi: false')}`,
    });
    const user = specAt('specs/c.md', { before: use('o', 'other.md'), test: get('main') });
    expect(
      expandUses(user, among(other)).steps.map(({ token, useFallback }) => [token, useFallback]),
    ).toEqual([
      ['admin', true],
      ['client', false],
      [undefined, undefined],
    ]);
  });

  test('expect what they would expect there', () => {
    const other = specAt('specs/other.md', {
      head: 'expectedOutcome: 422\n',
      before: get('a'),
      test: `${get('b')}\n${get('c', ', expect: { status: 201 }')}`,
    });
    const user = specAt('specs/e.md', {
      head: 'expectedOutcome: 404\n',
      test: [use('o', 'other.md'), get('main')].join('\n'),
    });
    const expected = expandUses(user, among(other)).steps.map(({ expect: { status } }) => status);
    expect(expected).toEqual([['2xx'], [422], 201, undefined]);
  });

  test('do not overlap with what they would not overlap with there', () => {
    const other = specAt('specs/other.md', { head: 'concurrency: [account, mail]\n', test: get('a') });
    const user = specAt('specs/f.md', {
      head: 'concurrency: [mail, own]\n',
      before: use('o', 'other.md'),
      test: get('main'),
    });
    expect(expandUses(user, among(other)).metadata.concurrency).toEqual(['mail', 'own', 'account']);
    expect(user.metadata.concurrency).toEqual(['mail', 'own']);
  });

  test('may be used twice, each time with variables of their own', () => {
    const twice = specAt('specs/d.md', {
      before: [use('one', 'login.md'), use('two', 'login.md')].join('\n'),
      test: get('main'),
    });
    const { steps } = expandUses(twice, among(login));
    expect(new Set(steps.flatMap(({ origin }) => origin?.use ?? []))).toEqual(new Set(['one', 'two']));
  });

  test('are found from the folder of the spec that uses them', () => {
    const shared = specAt('specs/shared/login.md', { test: get('sign_in') });
    const below = specAt('specs/sales/a.md', { before: use('l', '../shared/login.md'), test: get('main') });
    expect(errorsOf(expandUses(below, among(shared)))).toEqual([]);
  });
});

test('a spec that uses nothing is the same object', () => {
  expect(expandUses(login, among())).toBe(login);
});

describe('nested uses', () => {
  const c = specAt('specs/c.md', { test: get('deep', ', extract: { token: $.t }') });
  const b = specAt('specs/b.md', { before: use('inner', 'c.md', ', outputs: [token]'), test: get('middle') });
  const a = specAt('specs/a.md', {
    before: use('outer', 'b.md', ', outputs: { mine: token }'),
    test: get('main'),
  });
  const expanded = expandUses(a, among(b, c));

  test('are expanded, inside out', () => {
    expect(errorsOf(expanded)).toEqual([]);
    expect(idsOf(expanded)).toEqual([
      'prerequisites outer.inner.deep',
      'prerequisites outer.middle',
      'test main',
    ]);
  });

  test('live in the variables of the inner spec, which lives in those of the outer one', () => {
    expect(expanded.steps[0]!.origin).toEqual({
      use: 'outer.inner',
      file: 'specs/c.md',
      outputs: { token: 'token' },
      outer: { use: 'outer', file: 'specs/b.md', outputs: { mine: 'token' } },
    });
  });

  test('a use of the same name elsewhere is another one', () => {
    const both = specAt('specs/d.md', {
      before: [use('outer', 'b.md'), use('inner', 'c.md')].join('\n'),
      test: get('main'),
    });
    const uses = expandUses(both, among(b, c)).steps.map(({ origin }) => origin?.use);
    expect(uses).toEqual(['outer.inner', 'outer', 'inner', undefined]);
  });

  test('what is wrong inside is said at our own uses', () => {
    const broken = specAt('specs/b.md', { before: use('inner', 'gone.md'), test: get('middle') });
    const spec = expandUses(a, among(broken, c));
    expect(errorsOf(spec)).toContain('specs/gone.md does not exist');
    expect(new Set(placesOf(spec))).toEqual(new Set(['b.md']));
  });
});

describe('a circle is a diagnostic', () => {
  test('of one', () => {
    const self = specAt('specs/a.md', { before: use('me', 'a.md'), test: get('main') });
    const spec = expandUses(self, among(self));
    expect(errorsOf(spec)).toEqual(['specs/a.md uses specs/a.md: a circle']);
    expect(placesOf(spec)).toEqual(['a.md']);
    expect(idsOf(spec)).toEqual(['test main']);
  });

  test('of three, seen from each of them', () => {
    const names = ['a', 'b', 'c'];
    const specs = names.map((name, at) =>
      specAt(`specs/${name}.md`, { before: use('next', `${names[(at + 1) % 3]}.md`), test: get('main') }),
    );
    for (const spec of specs) {
      const [error] = errorsOf(expandUses(spec, among(...specs)));
      expect(error).toMatch(/a circle$/);
      expect(error!.startsWith(spec.source.path)).toBe(true);
    }
  });

  test('under another spelling of the path', () => {
    const self = specAt('specs/a.md', { before: use('me', '../specs/./a.md'), test: get('main') });
    expect(errorsOf(expandUses(self, among(self)))).toEqual(['specs/a.md uses specs/a.md: a circle']);
  });

  test('but not two ways to the same spec', () => {
    const leaf = specAt('specs/leaf.md', { test: get('leaf') });
    const left = specAt('specs/left.md', { before: use('l', 'leaf.md'), test: get('left') });
    const top = specAt('specs/top.md', {
      before: [use('one', 'left.md'), use('two', 'leaf.md')].join('\n'),
      test: get('main'),
    });
    expect(errorsOf(expandUses(top, among(leaf, left)))).toEqual([]);
  });
});

describe('what cannot be used is a diagnostic', () => {
  test('a file that is not there', () => {
    const spec = expandUses(
      specAt('specs/a.md', { before: use('x', 'gone.md'), test: get('main') }),
      among(),
    );
    expect(errorsOf(spec)).toEqual(['specs/gone.md does not exist']);
    expect(placesOf(spec)).toEqual(['gone.md']);
  });

  test('a spec that is broken', () => {
    const broken = specAt('specs/broken.md', { test: '- { id: x, method: GET, path: /x, bdy: 1 }' });
    const spec = expandUses(
      specAt('specs/a.md', { before: use('x', 'broken.md'), test: get('main') }),
      among(broken),
    );
    expect(errorsOf(spec)).toEqual(['specs/broken.md cannot be used: unknown key "bdy" in a step']);
  });

  test('a document that is no spec', () => {
    const prose = parseSpec({ path: 'specs/README.md', text: '# Hello\n' });
    const spec = expandUses(
      specAt('specs/a.md', { before: use('x', 'README.md'), test: get('main') }),
      among(prose),
    );
    expect(errorsOf(spec)[0]).toMatch(/^specs\/README.md cannot be used: /);
  });

  test('an output that nothing extracts', () => {
    const spec = expandUses(
      specAt('specs/a.md', { before: use('l', 'login.md', ', outputs: [sesion]'), test: get('main') }),
      among(login),
    );
    expect(errorsOf(spec)).toEqual(['specs/login.md does not extract "sesion"']);
    expect(spec.diagnostics[0]!.hint).toBe('it extracts session, user');
  });
});
