import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { main } from '../../cli/cli.ts';
import type { SandboxOptions } from '../../sandbox/index.ts';
import { createFakeHost, type FakeHostOptions } from '../fake-host.ts';
import { makeFolder } from '../temp-folder.ts';
import type { Report } from '../../report/report.ts';

/** How the API of the project is broken now. A run with `--fault` would keep nothing for later ones. */
const api = vi.hoisted(() => ({ faults: [] as readonly string[] }));

vi.mock('../../sandbox/index.ts', async (importOriginal) => {
  const real = await importOriginal<typeof import('../../sandbox/index.ts')>();
  const read = (text: string) => {
    const parsed = real.parseFault(text);
    if (parsed.kind === 'invalid') throw new Error(parsed.message);
    return parsed.fault;
  };
  return {
    ...real,
    createSandbox: (options: SandboxOptions) =>
      real.createSandbox({ ...options, faults: [...(options.faults ?? []), ...api.faults.map(read)] }),
  };
});

export type Files = Readonly<Record<string, string>>;

const ENVIRONMENTS = 'default: sandbox\nenvironments:\n  sandbox: { sandbox: true, defaultToken: connect }\n';

/** A spec of one request to the sandbox; `head` is further frontmatter, `step` further keys of its step. */
export const specOf = (
  endpoint: string,
  { status = 'pending', head = '', step = 'expect: { status: 200 }' } = {},
): string => {
  const [method, path] = endpoint.split(' ');
  return `---
endpoint: ${endpoint}
status: ${status}
${head.replace(/(?<=.)$/, '\n')}---
## Test Request

\`\`\`yaml
steps:
  - id: main_request
    method: ${method}
    path: ${path}
    ${step.replaceAll('\n', '\n    ')}
\`\`\`
`;
};

export const LINKS = 'GET /connect/v1/payment-links';
export const EXPIRED = 'GET /connect/v1/payment-links/plink_SANDBOXEXPIRED';

/** A folder with the sandbox as an environment, and these files. */
export const makeProject = (files: Files): string =>
  makeFolder({ 'specs/environments.yaml': ENVIRONMENTS, ...files });

/** The result of a call of the program. */
export type Called = {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The text of a file afterwards; undefined if there is none. */
  readonly text: (path: string) => string | undefined;
  readonly report: () => Report;
};

export type CallOptions = Omit<FakeHostOptions, 'cwd'> & {
  /** Nights after the first. */
  readonly night?: number;
  /** How the API is broken that night. */
  readonly faults?: readonly string[];
};

/** Runs `verify` with these arguments in a folder, in this process, and without API documents unless they ask for them. */
export async function verify(
  folder: string,
  words: string | readonly string[],
  { night = 0, faults = [], ...options }: CallOptions = {},
): Promise<Called> {
  const fake = createFakeHost({ cwd: folder, ...options });
  const { clock } = fake.host;
  const host = { ...fake.host, clock: { ...clock, nowMs: () => clock.nowMs() + night * 86_400_000 } };
  api.faults = faults;
  const exit = await main(typeof words === 'string' ? words.split(' ') : words, host);
  api.faults = [];
  const text = (path: string): string | undefined =>
    existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined;
  return {
    exit,
    stdout: fake.stdout().replaceAll(folder, '<folder>'),
    stderr: fake.stderr().replaceAll(folder, '<folder>'),
    text,
    report: () => JSON.parse(text('reports/report.json') ?? 'null') as Report,
  };
}
