import { builtinNames, createBuiltins, type Identity } from '../language/builtins.ts';
import { nearest } from '../language/diagnostic.ts';
import { type Lookup, renderVariable, resolveName } from '../language/template/template.ts';
import { variablesIn } from '../language/step/step-variables.ts';
import type { Step } from '../language/step/step.ts';
import type { WrittenJson } from '../language/template/written.ts';
import type { Json } from '../language/yaml/yaml.ts';
import type { Environment } from '../environment/environment.ts';
import {
  outermostPath,
  readableOf,
  type SecretRead,
  secretVarNamed,
  topRankOf,
} from '../environment/layers.ts';
import type { Redactor } from './secrets/redactor.ts';

/** Reads `{{env.NAME}}`: the process environment, else the `.env` beside the environments file. */
export type ReadSecret = (name: string) => string | undefined;

/** The variables of one run of one spec. Later wins: built-ins, the environment's, `--var`, extracted. */
export type Scope = {
  readonly lookup: Lookup;
  readonly extract: (name: string, value: WrittenJson, origin?: Origin) => void;
  readonly has: (name: string) => boolean;
  /** Whether an answer of this run has given the value. */
  readonly isFound: (name: string) => boolean;
  /** The variables that the environment's variable of this name is made of; none where its value comes from elsewhere. */
  readonly partsOf: (name: string) => readonly string[];
  /** The secret that a variable is or is made of, whatever is extracted under its name; undefined when it is none. */
  readonly secretBehind: (name: string) => string | undefined;
  /** Remembers what an answer that was not as promised has nevertheless made, so that it can be cleaned up. */
  readonly keepForCleanup: (name: string, value: WrittenJson, secrets?: readonly SecretRead[]) => void;
  /** From now on variables may come from such answers, too. */
  readonly beginCleanup: () => void;
  /** The variables of a spec that this one uses: its own, above these; its outputs become variables here. */
  readonly within: (origin: Step['origin']) => Scope;
  /** A variable that is there for one turn of a step only. */
  readonly with: (name: string, value: WrittenJson, secrets?: readonly SecretRead[]) => Scope;
  /** The secrets that were read, in the order of reading. */
  readonly secretsRead: SecretRead[];
  /** Why `{{env.NAME}}` may not be read, where the environment does not mention it. */
  readonly refusalOf: (name: string) => { readonly message: string; readonly hint: string } | undefined;
  /** Where a name that nobody provides could come from. */
  readonly advise: (name: string) => string;
};

/** Where the value of an extracted variable comes from. */
type Origin = {
  /** False for a default: then no answer has given the value. */
  readonly isFound?: boolean;
  /** The secrets that are read with it. */
  readonly secrets?: readonly SecretRead[];
};

export type ScopeInput = {
  readonly environment: Environment;
  readonly identity: Identity;
  readonly vars: Readonly<Record<string, Json>>;
  /** The names of `vars` that `--secret` gives. */
  readonly secretVars?: ReadonlySet<string> | undefined;
  /** The variables of a row of data; they win over the environment's. */
  readonly row?: Readonly<Record<string, WrittenJson>>;
  readonly readSecret: ReadSecret;
  readonly redactor: Redactor;
};

export function createScope({
  environment,
  identity,
  vars,
  secretVars,
  row = {},
  readSecret,
  redactor,
}: ScopeInput): Scope {
  const answers = createAnswers();
  const { extracted } = answers;
  const rendered = new Map<string, { readonly value: unknown; readonly secrets: readonly SecretRead[] }>();
  const readable = readableOf(environment.layers);
  const secretsRead: SecretRead[] = [];
  const inProgress = new Set<string>();
  const builtin = createBuiltins(identity);

  const secret = (name: string): string | undefined => {
    const isSecret = readable.names.get(name);
    const value = isSecret === undefined ? undefined : readSecret(name);
    if (value === undefined) return undefined;
    redactor.add(value, name);
    if (isSecret === true) secretsRead.push(readable.secretNamed(name));
    return value;
  };

  /** A variable of the environment or of a row may use others, and the one whose place it takes. */
  const fill = (name: string, source: WrittenJson, from: Lookup): unknown => {
    const known = rendered.get(name);
    if (known !== undefined) {
      secretsRead.push(...known.secrets);
      return known.value;
    }
    const mark = secretsRead.length;
    inProgress.add(name);
    const { value, missing, problems } = renderVariable(source, from);
    inProgress.delete(name);
    const isWhole = missing.length + problems.length === 0;
    rendered.set(name, { value: isWhole ? value : undefined, secrets: secretsRead.slice(mark) });
    return isWhole ? value : undefined;
  };

  const lookUp = (name: string): unknown => {
    if (name.startsWith('env.')) return secret(name.slice('env.'.length));
    if (extracted.has(name)) return answers.read(name, secretsRead);
    if (Object.hasOwn(vars, name)) {
      if (secretVars?.has(name) === true)
        secretsRead.push(secretVarNamed(name, topRankOf(environment.layers)));
      return vars[name];
    }
    if (inProgress.has(name)) return builtin(name);
    if (Object.hasOwn(row, name)) return fill(name, row[name]!, lookupOfRow);
    return Object.hasOwn(environment.variables, name)
      ? fill(name, environment.variables[name]!, lookup)
      : builtin(name);
  };
  const isAnswered = (name: string): boolean => extracted.has(name) || extracted.has(name.split('.', 1)[0]!);
  const lookup: Lookup = Object.assign(lookUp, {
    onHelp: (sources: readonly unknown[], result: unknown) => redactor.addDerived(sources, result),
    isAnswered,
  });
  /** Data reads no secret. */
  const lookupOfRow: Lookup = Object.assign(
    (name: string) => (secretBehind(name) === undefined ? lookup(name) : undefined),
    { onHelp: (sources: readonly unknown[], result: unknown) => redactor.addDerived(sources, result) },
  );

  const secretBehind = (name: string, seen = new Set<string>()): string | undefined => {
    if (name.startsWith('env.'))
      return readable.names.get(name.slice('env.'.length)) === true ? `{{${name}}}` : undefined;
    for (const each of [name, name.split('.')[0]!]) {
      if (secretVars?.has(each) === true) return `{{${each}}}`;
      if (seen.has(each) || Object.hasOwn(vars, each)) continue;
      seen.add(each);
      const values = Object.hasOwn(row, each) ? row : environment.variables;
      for (const part of Object.hasOwn(values, each) ? variablesIn(values[each]!) : []) {
        const secret = secretBehind(part, seen);
        if (secret !== undefined) return secret;
      }
    }
    return undefined;
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
    with: (name, value, secrets) => ({ ...scope, ...layeredOnce(scope, name, value, secrets) }),
    secretsRead,
    refusalOf: (name) => {
      const secret = name.slice('env.'.length);
      if (!name.startsWith('env.') || readable.names.has(secret)) return undefined;
      return {
        message: `{{${name}}} may not be read: the environment "${environment.name}" does not mention it`,
        hint: `add "secrets: [${secret}]" to the environment "${environment.name}" in ${outermostPath(environment.layers)}`,
      };
    },
    extract: answers.extract,
    has: (name) => resolveName(name, lookup) !== undefined,
    isFound: answers.isFound,
    partsOf: (name) =>
      [extracted.has(name), Object.hasOwn(vars, name), Object.hasOwn(row, name)].includes(true) ||
      !Object.hasOwn(environment.variables, name)
        ? []
        : variablesIn(environment.variables[name]!),
    secretBehind: (name) => secretBehind(name),
    keepForCleanup: answers.keep,
    beginCleanup: () => {
      answers.useKept();
      for (const each of inner.values()) each.beginCleanup();
    },
    advise: (name) => {
      if (name.startsWith('env.'))
        return (
          scope.refusalOf(name)?.hint ??
          `set ${name.slice(4)} in the process environment, or in the .env beside ${readable.filesFor(name.slice(4))[0] ?? 'environments.yaml'}`
        );
      if (Object.hasOwn(row, name))
        return `the row of data has it as ${JSON.stringify(row[name])}; a row may use variables, and neither {{env.NAME}} nor what is made of it`;
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

/** What the answers of a spec have given, under the names of its variables. */
function createAnswers() {
  const extracted = new Map<string, WrittenJson>();
  const found = new Set<string>();
  const secretsOf = new Map<string, readonly SecretRead[]>();
  const kept = new Map<string, { readonly value: WrittenJson; readonly secrets: readonly SecretRead[] }>();
  const extract = (name: string, value: WrittenJson, { isFound = true, secrets = [] }: Origin = {}): void => {
    extracted.set(name, value);
    if (secrets.length > 0) secretsOf.set(name, secrets);
    else secretsOf.delete(name);
    if (isFound) found.add(name);
    else found.delete(name);
  };
  return {
    extracted,
    /** The value of a variable; the secrets in it are noted. */
    read: (name: string, secretsRead: SecretRead[]): WrittenJson | undefined => {
      const secrets = secretsOf.get(name);
      if (secrets !== undefined) secretsRead.push(...secrets);
      return extracted.get(name);
    },
    isFound: (name: string): boolean => found.has(name),
    extract,
    keep: (name: string, value: WrittenJson, secrets: readonly SecretRead[] = []): void =>
      void kept.set(name, { value, secrets }),
    useKept: (): void => {
      for (const [name, { value, secrets }] of kept) if (!found.has(name)) extract(name, value, { secrets });
    },
  };
}

/** A scope with another way to look up names; what helpers make is noted as it is below. */
function layered(
  below: Scope,
  lookUp: (name: string) => unknown,
  isAnsweredHere: (name: string) => boolean,
): Pick<Scope, 'lookup' | 'has'> {
  const { onHelp, isAnswered } = below.lookup;
  const lookup: Lookup = Object.assign(lookUp, {
    ...(onHelp !== undefined && { onHelp }),
    isAnswered: (name: string) =>
      [name, name.split('.', 1)[0]!].some(isAnsweredHere) || isAnswered?.(name) === true,
  });
  return { lookup, has: (name) => resolveName(name, lookup) !== undefined };
}

/** One variable above a scope; the secrets that its value was made of are read with it. */
function layeredOnce(
  below: Scope,
  name: string,
  value: WrittenJson,
  secrets: readonly SecretRead[] = [],
): Pick<Scope, 'lookup' | 'has'> {
  return layered(
    below,
    (asked) => {
      if (asked !== name) return below.lookup(asked);
      below.secretsRead.push(...secrets);
      return value;
    },
    (asked) => asked === name,
  );
}

function createInner(below: Scope, outputs: Readonly<Record<string, string>>): Scope {
  const answers = createAnswers();
  const outside = (name: string): readonly string[] =>
    Object.entries(outputs).flatMap(([here, there]) => (there === name ? [here] : []));
  const scope: Scope = {
    ...below,
    ...layered(
      below,
      (name) => (answers.extracted.has(name) ? answers.read(name, below.secretsRead) : below.lookup(name)),
      (name) => answers.extracted.has(name),
    ),
    with: (name, value, secrets) => ({ ...scope, ...layeredOnce(scope, name, value, secrets) }),
    extract: (name, value, origin) => {
      answers.extract(name, value, origin);
      for (const each of outside(name)) below.extract(each, value, origin);
    },
    isFound: answers.isFound,
    partsOf: (name) => (answers.extracted.has(name) ? [] : below.partsOf(name)),
    keepForCleanup: (name, value, secrets) => {
      answers.keep(name, value, secrets);
      for (const each of outside(name)) below.keepForCleanup(each, value, secrets);
    },
    beginCleanup: answers.useKept,
  };
  return scope;
}
