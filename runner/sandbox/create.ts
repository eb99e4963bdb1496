import type { Hono } from 'hono';
import type { SandboxApi, SandboxContext } from './shared/api.ts';
import { apis, apiServing } from './apis.ts';
import type { Fault } from './faults.ts';
import { createIds } from './shared/ids.ts';
import { withFaults } from './with-faults.ts';

/** The sandbox's apparent origin; nothing listens there, requests reach it through `fetch`. */
export const sandboxOrigin = 'http://sandbox.localhost:4010';

/** Options of a sandbox: a clock, randomness between 0 and 1, and faults. */
export type SandboxOptions = {
  readonly now?: () => number;
  readonly random?: () => number;
  readonly faults?: readonly Fault[];
};

/** The five APIs in memory, on one origin. */
export type Sandbox = {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Resets everything that requests have changed. */
  readonly reset: () => void;
  /** The faults that have changed no response so far. */
  readonly idleFaults: () => readonly Fault[];
};

/** Creates a sandbox with state of its own. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const { now = Date.now, random = Math.random, faults = [] } = options;
  const openers = faults.filter((fault) => fault.anyToken);
  const effective = new Set<Fault>();
  const running = new Map<SandboxApi, Hono>();
  let context = createContext();

  function createContext(): SandboxContext {
    return { now, ...createIds(random), acceptsAnyToken };
  }

  function acceptsAnyToken(api: string): boolean {
    const opening = openers.filter(({ operation }) => apisUnder(operation).includes(api));
    for (const fault of opening) effective.add(fault);
    return opening.length > 0;
  }

  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const api = apiServing(pathname);
    if (api === undefined) return unknownApi(request.method, pathname);
    const app = running.get(api) ?? api.create(context);
    running.set(api, app);
    return app.fetch(request);
  }

  function reset(): void {
    running.clear();
    context = createContext();
  }

  return {
    fetch: withFaults(faults, answer, (fault) => effective.add(fault)),
    reset,
    idleFaults: () => faults.filter((fault) => !effective.has(fault)),
  };
}

/** The sandbox as an environment of environments.yaml, for any origin. */
export function sandboxEnvironment(origin: string = sandboxOrigin): Readonly<Record<string, unknown>> {
  return {
    baseUrl: origin,
    fallbackUrl: `${origin}/api2`,
    defaultToken: 'staff',
    tokens: fillOrigin(Object.assign({}, ...apis.map((api) => api.tokens)), origin),
    variables: fillOrigin(Object.assign({}, ...apis.map((api) => api.variables)), origin),
  };
}

function apisUnder(operation: string): string[] {
  if (operation === '*') return apis.map((api) => api.name);
  const owner = apiServing(operation.split(' ')[1] ?? '');
  return owner === undefined ? [] : [owner.name];
}

function fillOrigin(value: unknown, origin: string): unknown {
  if (typeof value === 'string') return value.replaceAll('{{origin}}', origin);
  if (Array.isArray(value)) return value.map((item) => fillOrigin(item, origin));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillOrigin(item, origin)]));
}

function unknownApi(method: string, pathname: string): Response {
  const message = `No API of the sandbox serves ${method} ${pathname}.`;
  return Response.json({ error: 'Not Found', message }, { status: 404 });
}
