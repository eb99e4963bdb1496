import type { Exchange, HttpRequest, HttpResponse, Send, TransportError } from '../http/exchange.ts';
import { summarize } from '../plan/spec-summary.ts';
import type { Row } from '../plan/rows.ts';
import { createTokenCache } from '../run/request/token-exchange.ts';
import { noContract } from '../run/check/contract.ts';
import type { Environment } from '../environment/environment.ts';
import { resolveEnvironment } from '../environment/resolve-environment.ts';
import { readEnvironmentsFile } from '../environment/environments-file.ts';
import type { RunEvent, SpecResult, StepResult } from '../run/events.ts';
import { runJob } from '../run/job.ts';
import { createRedactor } from '../run/secrets/redact.ts';
import type { Redactor } from '../run/secrets/redactor.ts';
import { createScope } from '../run/scope/create-scope.ts';
import type { Scope } from '../run/scope/scope.ts';
import { createSharedAnswers } from '../run/shared.ts';
import { parseSpec, type Spec } from '../language/parse.ts';
import type { Step } from '../language/step/step.ts';
import type { Json } from '../language/yaml/yaml.ts';
import type { Clock } from '../run/clock.ts';
import type { RunOptions } from '../run/run-options.ts';

/** What a fake host returns: a status, a body to write as JSON, or the reason for no response. */
export type FakeAnswer =
  | number
  | {
      readonly status?: number;
      readonly json?: unknown;
      readonly text?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly error: TransportError['code'] };

type Asked = HttpRequest & { readonly path: string };

/** A host that responds by a function and records its requests. */
export function fakeHost(answer: (request: Asked, turn: number) => FakeAnswer | Promise<FakeAnswer>) {
  const requests: Asked[] = [];
  const send: Send = async (request, signal): Promise<Exchange> => {
    const { pathname, search } = new URL(request.url);
    const asked = { ...request, path: pathname + search };
    requests.push(asked);
    if (signal.aborted) return unanswered(request, 'aborted');
    const given = await answer(asked, requests.length);
    if (typeof given === 'object' && 'error' in given) return unanswered(request, given.error);
    return { request, attempts: [{ durationMs: 5, response: responseOf(given) }] };
  };
  return { send, requests, paths: () => requests.map(({ method, path }) => `${method} ${path}`) };
}

const unanswered = (request: HttpRequest, code: TransportError['code']): Exchange => ({
  request,
  attempts: [{ durationMs: 5, error: { code, message: `no answer: ${code}` } }],
});

function responseOf(given: Exclude<FakeAnswer, { readonly error: unknown }>): HttpResponse {
  const { status = 200, json, text, headers } = typeof given === 'number' ? { status: given } : { ...given };
  const body = json === undefined ? (text ?? '') : JSON.stringify(json);
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  return { status, headers: { ...type, ...headers }, body: new TextEncoder().encode(body) };
}

/** A clock that stands still, except for sleeps, which take no real time and are counted. */
export function fakeClock(startMs = Date.parse('2026-03-04T05:06:07.089Z')) {
  let now = startMs;
  const sleeps: number[] = [];
  const clock: Clock = {
    nowMs: () => now,
    elapsedMs: () => now - startMs,
    sleep: async (ms) => {
      sleeps.push(ms);
      now += ms;
    },
  };
  const advance = (ms: number): void => {
    now += ms;
  };
  return { clock, sleeps, advance };
}

/** The environment `test` of a file with these keys. */
export function environmentOf(yaml: string, more = ''): Environment {
  const indented = yaml.trim().replaceAll(/^/gm, '    ');
  const text = `default: test\n${more}environments:\n  test:\n${indented}\n`;
  const file = readEnvironmentsFile({ path: 'environments.yaml', text });
  if (file.diagnostics[0] !== undefined) throw new Error(file.diagnostics[0].message);
  const result = resolveEnvironment([file], undefined, {});
  if ('problem' in result) throw new Error(result.problem);
  return result.environment;
}

const plainEnvironment = (): Environment =>
  environmentOf(
    'baseUrl: https://api.test\nfallbackUrl: https://fallback.test\ntokens: { staff: staff-secret }',
  );

/** An environment whose file also lists these secrets and sets these variables. */
export function mentioning(
  environment: Environment,
  secrets: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, Json>> = {},
): Environment {
  const layers = environment.layers.map((layer) => ({
    ...layer,
    data: {
      ...layer.data,
      secrets: [...((layer.data['secrets'] as readonly string[] | undefined) ?? []), ...Object.keys(secrets)],
      variables: { ...(layer.data['variables'] as Record<string, Json>), ...variables },
    },
  }));
  return { ...environment, layers, variables: { ...environment.variables, ...variables } };
}

/** A spec from YAML lists of steps, by section. */
export function specOf(
  sections: { readonly prerequisites?: string; readonly test?: string; readonly cleanup?: string },
  frontmatter = '',
): Spec {
  const titles = { prerequisites: 'Prerequisites', test: 'Test Request', cleanup: 'Cleanup' };
  const body = Object.entries(sections).map(
    ([section, steps]) =>
      `## ${titles[section as keyof typeof titles]}\n\`\`\`yaml\nsteps:\n${steps.trim().replaceAll(/^/gm, '  ')}\n\`\`\`\n`,
  );
  const text = `---\nendpoint: GET /x\n${frontmatter}---\n${body.join('')}`;
  return parseSpec({ path: 'specs/a.md', text });
}

/** A spec with one test step, and that step. */
export function stepOf(yaml: string, frontmatter = ''): { readonly spec: Spec; readonly step: Step } {
  const spec = specOf({ test: `- id: main\n${yaml.trim().replaceAll(/^/gm, '  ')}` }, frontmatter);
  const [step] = spec.steps;
  if (step === undefined) throw new Error(spec.diagnostics.map(({ message }) => message).join('; '));
  return { spec, step };
}

export function scopeOf(
  variables: Readonly<Record<string, Json>> = {},
  {
    environment = plainEnvironment(),
    redactor = createRedactor(),
    secrets = {} as Readonly<Record<string, string>>,
  } = {},
): Scope {
  return createScope({
    environment: mentioning(environment, secrets, variables),
    identity: { key: 'specs/a.md', ordinal: 0, seed: '1', nowMs: Date.parse('2026-03-04T05:06:07.089Z') },
    vars: {},
    readSecret: (name) => (Object.hasOwn(secrets, name) ? secrets[name] : undefined),
    redactor,
  });
}

export type Ran = SpecResult & {
  readonly events: readonly RunEvent[];
  /** Verdicts of steps by id, in order. */
  readonly outcome: Readonly<Record<string, string>>;
  readonly step: (id: string) => StepResult;
};

type Overrides = Partial<RunOptions> & {
  readonly environment?: Environment;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly redactor?: Redactor;
  readonly row?: Row;
  /** Called with each event itself; the result has copies. */
  readonly onEvent?: (event: RunEvent) => void;
};

/** Runs one spec against a fake host and returns its result and events. */
export async function runSpec(spec: Spec, send: Send, overrides: Overrides = {}): Promise<Ran> {
  const {
    environment = plainEnvironment(),
    secrets = {},
    severity = {},
    row,
    onEvent,
    ...options
  } = overrides;
  const { clock } = fakeClock();
  const events: RunEvent[] = [];
  await runJob(
    {
      summary: summarize(spec),
      environment: mentioning(environment, secrets),
      ...(row !== undefined && { row }),
    },
    0,
    {
      send,
      clock,
      seed: '1',
      jobs: 1,
      vars: {},
      readSecret: () => (name) => (Object.hasOwn(secrets, name) ? secrets[name] : undefined),
      readAttachment: async () => ({ problem: 'there are no files here' }),
      redactor: createRedactor(),
      tokens: createTokenCache(clock.elapsedMs),
      contract: noContract,
      strictKnown: false,
      readOnly: false,
      sharePrerequisites: false,
      shared: createSharedAnswers(),
      stop: new AbortController().signal,
      interrupt: new AbortController().signal,
      signal: new AbortController().signal,
      cleanupSignal: new AbortController().signal,
      startedAtMs: clock.nowMs(),
      ...options,
      // Most specs here test their steps, with an arbitrary endpoint.
      severity: { 'endpoint-called': 'off', ...severity },
    },
    (event) => {
      onEvent?.(event);
      events.push(structuredClone(event));
    },
  );
  const last = events.at(-1);
  if (last?.type !== 'spec-finished') throw new Error('the spec did not finish');
  const { result } = last;
  return {
    ...result,
    events,
    outcome: Object.fromEntries(result.steps.map(({ id, verdict }) => [id, verdict])),
    step: (id) => result.steps.find((each) => each.id === id)!,
  };
}
