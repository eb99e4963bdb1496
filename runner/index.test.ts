import { expect, test } from 'vitest';
import {
  summarize,
  createInMemorySend,
  createRedactor,
  createSharedAnswers,
  createTokenCache,
  type Environment,
  noContract,
  parseSpec,
  ReportFold,
  readEnvironmentsFile,
  resolveEnvironment,
  run,
} from './index.ts';

const TEXT = `---
endpoint: GET /things
status: pending
---
## Test Request
\`\`\`yaml
steps:
  - { id: main, method: GET, path: /things, token: none, expect: { status: 200 } }
\`\`\`
`;

function environmentOf(text: string): Environment {
  const file = readEnvironmentsFile({ path: 'environments.yaml', text });
  const resolved = resolveEnvironment([file], undefined, {});
  if (!('environment' in resolved)) throw new Error(resolved.problem);
  return resolved.environment;
}

test('a text becomes a spec, a run and a report with what the package exports', async () => {
  const spec = parseSpec({ path: 'a.md', text: TEXT });
  const environment = environmentOf(
    'default: local\nenvironments:\n  local: { baseUrl: "http://api.test" }\n',
  );
  const never = new AbortController().signal;
  const elapsedMs = (): number => 0;
  const fold = new ReportFold();
  for await (const event of run([{ summary: summarize(spec), environment }], {
    send: createInMemorySend(async () => new Response('{}', { status: 200 })),
    clock: { nowMs: () => 0, elapsedMs, sleep: async () => undefined },
    seed: '1',
    jobs: 1,
    vars: {},
    readSecret: () => () => undefined,
    readAttachment: async () => ({ problem: 'there are no files here' }),
    redactor: createRedactor(),
    tokens: createTokenCache(elapsedMs),
    contract: noContract,
    severity: {},
    strictKnown: false,
    readOnly: false,
    sharePrerequisites: false,
    shared: createSharedAnswers(),
    stop: never,
    interrupt: never,
    signal: never,
    cleanupSignal: never,
    startedAtMs: 0,
  }))
    fold.add(event);
  expect(fold.report).toMatchObject({ summary: { total: 1, passed: 1 }, specs: [{ file: 'a.md' }] });
});
