import { expect, test } from 'vitest';
import { copyProject, type ProjectCopy } from './project-copy.ts';

/** A time in which these child processes end on any machine. */
const AMPLE_MS = 600_000;

const VITEST = 'node_modules/vitest/vitest.mjs run --config runner/vitest.config.ts';

/** The types, the tests that speak of all rows of a table, and the manual. */
function holds(copy: ProjectCopy, tests: string): void {
  const pages = ['manual-tables', 'step-docs', 'flags']
    .map((name) => `runner/test/${name}.test.ts`)
    .join(' ');
  copy.run(`${VITEST} ${pages}`, { UPDATE: '1' });
  copy.run('node_modules/typescript/bin/tsc --noEmit');
  copy.run(`${VITEST} ${pages} runner/test/manual.test.ts ${tests}`);
  copy.run('runner/build.mjs');
}

test(
  'a report format is its renderer and a row',
  () => {
    const copy = copyProject();
    copy.add(
      'runner/report/writers/list.ts',
      `import { conclusionLines } from '../conclusion.ts';
import type { RenderedFrom } from '../report.ts';
import { oneLine } from '../text/safe-text.ts';

/** The verdicts of a run, one a line. */
export const renderList = (report: RenderedFrom): string =>
  [...Array.from(report.specs, ({ file, verdict }) => \`\${verdict} \${file}\`), ...conclusionLines(report)]
    .map((line) => \`\${oneLine(line)}\\n\`)
    .join('');
`,
    );
    copy.insert(
      'runner/report/formats.ts',
      "load: async () => (await import('./writers/prometheus.ts')).renderPrometheus,\n  },\n",
      `  list: {
    file: 'report.list',
    readers: 'people in a hurry',
    mark: /^(?:passed|failed|blocked|errored|skipped) /,
    load: async () => (await import('./writers/list.ts')).renderList,
  },
`,
    );
    holds(copy, 'runner/test/report/every-format.test.ts runner/test/gate/planted-secrets.test.ts');
    expect(copy.touched.size).toBe(2);
    expect(copy.read('runner/docs/reports.md')).toContain('| `list` | `report.list` | people in a hurry |');
    expect(copy.run('runner/bin.cjs --help')).toContain('prometheus, list, github');
    copy.run('runner/bin.cjs specs/connect --no-write --reporter list');
    expect(copy.read('reports/report.list')).toMatch(/^passed specs\/connect\//);
  },
  AMPLE_MS,
);

test(
  'a check of the contract is a row and where it is made',
  () => {
    const copy = copyProject();
    copy.insert(
      'runner/openapi/contract-checks.ts',
      'export const CONTRACT_CHECKS = {\n',
      `  'answer-size': { severity: 'error', subject: 'answer', holds: 'the answer is short' },
`,
    );
    copy.insert(
      'runner/openapi/check/response.ts',
      '  checkStatus(response, operation, documented, context, findings);\n',
      `  findings.conclude(
    'answer-size',
    response.size > 10 ? [failed('the answer is long', { side: 'api' })] : [],
    'the answer is short',
  );
`,
    );
    holds(copy, 'runner/environment/severity.test.ts');
    expect(copy.touched.size).toBe(2);
    expect(copy.read('runner/docs/checks.md')).toContain('| `answer-size` | error | the answer is short |');
    const off = copy.run('runner/bin.cjs specs/connect --no-write --severity answer-size=off');
    expect(off).not.toContain('answer-size');
    expect(() => copy.run('runner/bin.cjs specs/connect --no-write')).toThrow(
      'answer-size: the answer is long',
    );
  },
  AMPLE_MS,
);

test(
  'a matcher is a row',
  () => {
    const copy = copyProject();
    copy.insert(
      'runner/language/matcher/value-matchers.ts',
      'export const valueMatchers: Readonly<Record<string, Matcher>> = {\n',
      `  isUpper: ofText('isUpper', (value) => value === value.toUpperCase(), {
    holds: 'is a text in capitals',
    example: '{ isUpper: yes }',
    otherNames: 'uppercased',
  }),
`,
    );
    holds(copy, 'runner/language/step/read-step.test.ts');
    expect(copy.touched.size).toBe(1);
    expect(copy.read('runner/docs/matchers.md')).toContain(
      '| `isUpper` | is a text in capitals | `{ isUpper: yes }` |',
    );
    const spec = 'specs/connect/cancel_payment_link.md';
    copy.insert(spec, '    body: { channel: embed }\n    expect:\n', '      body: { $: { isUpper: yes } }\n');
    expect(() => copy.run(`runner/bin.cjs ${spec} --no-write`)).toThrow('isUpper "yes"');
  },
  AMPLE_MS,
);

test(
  'an auth scheme is a row',
  () => {
    const copy = copyProject();
    copy.insert(
      'runner/environment/schemes.ts',
      '\nconst table = {\n',
      `  key: {
    fields: { value: 'secret' },
    sends: '\`Authorization: Key …\`',
    word: 'Key',
    carry: ({ value }) => authorization(\`Key \${value}\`),
  },
`,
    );
    holds(copy, 'runner/environment runner/run/request/authorization.test.ts');
    expect(copy.touched.size).toBe(1);
    copy.add('demo/environments.yaml', ENVIRONMENT);
    copy.add('demo/a.md', SPEC);
    expect(() => copy.run('runner/bin.cjs demo --no-write')).toThrow('Authorization: Key $HIDDEN_USER_TOKEN');
    copy.add('demo/literal.md', SPEC.replace('token: user', 'headers: { X: Key abcdefghijklmnopqrst }'));
    expect(() => copy.run('runner/bin.cjs check demo/literal.md')).toThrow('holds a credential');
  },
  AMPLE_MS,
);

test(
  'a step key that is sent is a row and where it is put on the request',
  () => {
    const copy = copyProject();
    copy.insert(
      'runner/language/step/step-keys.ts',
      'export const STEP_KEYS = {\n',
      `  hints: {
    field: 'hints',
    read: (fields: Fields) => {
      const map = fields.map('hints');
      return map && toHeaders(map);
    },
    isSent: true,
    rendering: 'flat',
    meaning: 'more headers',
    default: 'none',
    schema: schemas.MAP,
  },
`,
    );
    copy.insert(
      'runner/run/request/build.ts',
      '  if (step.timeoutMs !== undefined) request.timeoutMs = step.timeoutMs;\n',
      `  for (const [name, value] of Object.entries(filled.hints ?? {}))
    request.headers = { ...request.headers, [name]: asText(value) };
`,
    );
    holds(copy, 'runner/language/step runner/run/request');
    expect(copy.touched.size).toBe(2);
    expect(copy.read('runner/docs/step.md')).toContain('more headers');
    copy.add('demo/environments.yaml', ENVIRONMENT.replace('scheme: key', 'scheme: bearer'));
    copy.add('demo/a.md', SPEC.replace('    expect:', '    hints: { X-Hint: "{{size}}" }\n    expect:'));
    expect(() => copy.run('runner/bin.cjs demo --no-write --var size=12')).toThrow('X-Hint: 12');
    expect(() => copy.run('runner/bin.cjs demo --no-write')).toThrow('{{size}}');
  },
  AMPLE_MS,
);

test(
  'a command is its file and a row',
  () => {
    const copy = copyProject();
    copy.add(
      'runner/cli/commands/hello.ts',
      `import type { Host } from '../../session/host.ts';
import { EXIT } from '../exit-code.ts';
import type { RawFlags } from '../flags/flag.ts';
import { printLines } from '../terminal.ts';

/** \`verify hello\`. */
export function helloCommand(words: readonly string[], _raw: RawFlags, host: Pick<Host, 'stdout'>): number {
  printLines(host.stdout, [\`hello \${words.join(' ')}\`]);
  return EXIT.passed;
}
`,
    );
    copy.insert(
      'runner/cli/commands.ts',
      "    load: async () => (await import('./commands/help.ts')).helpCommand,\n  },\n",
      `  {
    name: 'hello',
    args: '[...names]',
    description: 'Say hello',
    flags: {},
    load: async () => (await import('./commands/hello.ts')).helloCommand,
  },
`,
    );
    holds(copy, 'runner/cli');
    expect(copy.touched.size).toBe(2);
    expect(copy.run('runner/bin.cjs hello you')).toBe('hello you\n');
    expect(copy.run('runner/bin.cjs --help')).toContain('hello [...names]');
    expect(copy.run('runner/bin.cjs completion bash')).toContain('hello');
  },
  AMPLE_MS,
);

/** Nothing listens on this port, so the spec is errored, and the report shows what would have been sent. */
const ENVIRONMENT = `default: local
environments:
  local:
    baseUrl: http://127.0.0.1:1
    tokens:
      user: { scheme: key, value: planted-credential }
`;

const SPEC = `---
endpoint: GET /items
status: pending
---
# Items

## Test Request

\`\`\`yaml
steps:
  - id: main
    method: GET
    path: /items
    token: user
    expect: { status: 200 }
\`\`\`
`;
