import { builtinNames, createBuiltins, type Identity } from '../spec/builtins.ts';
import { nearest } from '../spec/diagnostic.ts';
import { type Lookup, renderJson, resolveName } from '../spec/template.ts';
import type { Step } from '../spec/step.ts';
import type { Json } from '../spec/yaml.ts';
import type { Environment } from './environment.ts';
import type { Redactor } from './secrets/redact.ts';

/** Reads `{{env.NAME}}`: the process environment, else the `.env` beside the environments file. */
export type ReadSecret = (name: string) => string | undefined;

/** The variables of one run of one spec. Later wins: built-ins, the environment's, `--var`, extracted. */
export type Scope = {
  readonly lookup: Lookup;
  readonly extract: (name: string, value: Json) => void;
  readonly has: (name: string) => boolean;
  /** Remembers what an answer that was not as promised has nevertheless made, so that it can be cleaned up. */
  readonly keepForCleanup: (name: string, value: Json) => void;
  /** From now on variables may come from such answers, too. */
  readonly beginCleanup: () => void;
  /** The variables of a spec that this one uses: its own, above these; its outputs become variables here. */
  readonly within: (origin: Step['origin']) => Scope;
  /** A variable that is there for one turn of a step only. */
  readonly with: (name: string, value: Json) => Scope;
  /** Where a name that nobody provides could come from. */
  readonly advise: (name: string) => string;
};

export type ScopeInput = {
  readonly environment: Environment;
  readonly identity: Identity;
  readonly vars: Readonly<Record<string, Json>>;
  /** The variables of a row of data; they win over the environment's. */
  readonly row?: Readonly<Record<string, Json>>;
  readonly readSecret: ReadSecret;
  readonly redactor: Redactor;
};

export function createScope({
  environment,
  identity,
  vars,
  row = {},
  readSecret,
  redactor,
}: ScopeInput): Scope {
  const extracted = new Map<string, Json>();
  const kept = new Map<string, Json>();
  const rendered = new Map<string, unknown>();
  const inProgress = new Set<string>();
  const builtin = createBuiltins(identity);

  const secret = (name: string): string | undefined => {
    const value = readSecret(name);
    if (value !== undefined) redactor.add(value, name);
    return value;
  };

  /** An environment's variable may use others, and the built-in whose place it takes. */
  const fromEnvironment = (name: string): unknown => {
    if (!rendered.has(name)) {
      inProgress.add(name);
      const { value, missing, problems } = renderJson(environment.variables[name]!, lookup);
      inProgress.delete(name);
      rendered.set(name, missing.length + problems.length > 0 ? undefined : value);
    }
    return rendered.get(name);
  };

  const lookup: Lookup = (name) => {
    if (extracted.has(name)) return extracted.get(name);
    if (Object.hasOwn(vars, name)) return vars[name];
    if (Object.hasOwn(row, name)) return row[name];
    if (name.startsWith('env.')) return secret(name.slice('env.'.length));
    const isVariable = Object.hasOwn(environment.variables, name) && !inProgress.has(name);
    return isVariable ? fromEnvironment(name) : builtin(name);
  };

  const inner = new Map<string, Scope>();
  const scope: Scope = {
    lookup,
    within: (origin) => {
      if (origin === undefined) return scope;
      const found = inner.get(origin.use) ?? createInner(scope.within(origin.outer), origin.outputs);
      inner.set(origin.use, found);
      return found;
    },
    with: (name, value) => ({ ...scope, ...layered(scope, new Map([[name, value]])) }),
    extract: (name, value) => void extracted.set(name, value),
    has: (name) => resolveName(name, lookup) !== undefined,
    keepForCleanup: (name, value) => void kept.set(name, value),
    beginCleanup: () => {
      for (const [name, value] of kept) if (!extracted.has(name)) extracted.set(name, value);
    },
    advise: (name) => {
      if (name.startsWith('env.'))
        return `set ${name.slice(4)} in the process environment, or in the .env beside ${environment.files[0] ?? 'environments.yaml'}`;
      const needs = Object.hasOwn(environment.variables, name) ? environment.variables[name] : undefined;
      if (needs !== undefined)
        return `the environment "${environment.name}" has it as ${JSON.stringify(needs)}, and part of that is provided by nobody`;
      const guess = nearest(name, [
        ...Object.keys(environment.variables),
        ...Object.keys(vars),
        ...Object.keys(row),
        ...extracted.keys(),
        ...builtinNames,
      ]);
      const places = `an earlier step's extract, "variables:" of the environment "${environment.name}", or --var ${name}=…`;
      return guess === undefined
        ? `it can come from ${places}`
        : `did you mean "${guess}"? Else it can come from ${places}`;
    },
  };
  return scope;
}

/** What is looked up in `values` first, then in the scope below. */
function layered(below: Scope, values: ReadonlyMap<string, Json>): Pick<Scope, 'lookup' | 'has'> {
  const lookup: Lookup = (name) => (values.has(name) ? values.get(name) : below.lookup(name));
  return { lookup, has: (name) => resolveName(name, lookup) !== undefined };
}

function createInner(below: Scope, outputs: Readonly<Record<string, string>>): Scope {
  const own = new Map<string, Json>();
  const scope: Scope = {
    ...below,
    ...layered(below, own),
    with: (name, value) => ({ ...scope, ...layered(scope, new Map([[name, value]])) }),
    extract: (name, value) => {
      own.set(name, value);
      for (const [here, there] of Object.entries(outputs)) if (there === name) below.extract(here, value);
    },
  };
  return scope;
}
