import { afterAll, beforeAll, expect } from 'vitest';
import type { SpecResult } from '../../run/events.ts';
import type { FakeHostOptions } from '../fake-host.ts';
import { type Ran, runVerify } from '../run-verify.ts';
import { makeFolder } from '../temp-folder.ts';

export type Files = Readonly<Record<string, string>>;

/** An `environments.yaml` in the specs folder, with one environment that has these keys. */
export const environmentFile = (...keys: readonly string[]): Files => ({
  'specs/environments.yaml': `default: local\nenvironments:\n  local:\n${indented(keys.join('\n'), 4)}\n`,
});

/** An environment with this URL and a token, without retries unless the keys set them. */
export const talkingTo = (url: string, ...keys: readonly string[]): Files =>
  environmentFile(
    `baseUrl: "${url}"`,
    'tokens: { staff: staff-token-of-a-test }',
    ...(keys.some((key) => key.startsWith('retries:')) ? [] : ['retries: 0']),
    ...(keys.some((key) => key.startsWith('timeoutMs:')) ? [] : ['timeoutMs: 5000']),
    ...keys,
  );

export type Sections = {
  /** More frontmatter. */
  readonly head?: string;
  readonly before?: string;
  readonly test: string;
  readonly after?: string;
};

/** A spec with these lists of steps. */
export function specText({ head = '', before, test, after }: Sections): string {
  const section = (title: string, steps: string | undefined): string =>
    steps === undefined ? '' : `## ${title}\n\n\`\`\`yaml\nsteps:\n${indented(steps, 2)}\n\`\`\`\n\n`;
  return `---\nendpoint: GET /things\nstatus: pending\n${head}---\n${section('Prerequisites', before)}${section('Test Request', test)}${section('Cleanup', after)}`;
}

const indented = (text: string, by: number): string => text.trim().replaceAll(/^/gm, ' '.repeat(by));

/** A spec that sends one request; further keys of its step may follow. */
export const oneRequest = (path = '/things', more = '', method = 'GET'): string =>
  specText({ test: `- { id: main, method: ${method}, path: "${path}"${more === '' ? '' : `, ${more}`} }` });

/** That many specs, called `specs/s000.md` and so on. */
export const specs = (count: number, textOf: (index: number) => string): Files =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `specs/s${String(index).padStart(3, '0')}.md`,
      textOf(index),
    ]),
  );

export type LocalRun = Ran & { readonly folder: string };

/** Runs these files by a real clock, without API documents. */
export async function runLocal(
  files: Files,
  words: readonly string[] = [],
  options: Omit<FakeHostOptions, 'cwd' | 'time'> = {},
): Promise<LocalRun> {
  const folder = makeFolder(files);
  const ran = await runVerify(folder, ['specs', '--contract', 'off', ...words], { time: 'real', ...options });
  return { ...ran, folder };
}

export const only = ({ report }: Ran): SpecResult => {
  expect(report.specs).toHaveLength(1);
  return report.specs[0]!;
};

export const verdictsOf = ({ report }: Ran): readonly string[] => report.specs.map(({ verdict }) => verdict);

/** No test of the file may leave an unhandled rejection. */
export function forbidUnhandledRejections(): void {
  const unhandled: unknown[] = [];
  const collect = (reason: unknown): void => void unhandled.push(reason);
  beforeAll(() => void process.on('unhandledRejection', collect));
  afterAll(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', collect);
    expect(unhandled).toEqual([]);
  });
}
