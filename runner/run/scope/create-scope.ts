import { builtinNames, createBuiltins, type Identity } from '../../language/builtins.ts';
import { nearest } from '../../language/diagnostic.ts';
import { type Lookup, renderVariable, resolveName } from '../../language/template/template.ts';
import { variablesIn } from '../../language/step/step-variables.ts';
import type { WrittenJson } from '../../language/template/written.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import type { Environment } from '../../environment/environment.ts';
import {
  outermostPath,
  readableOf,
  type SecretRead,
  secretVarNamed,
  topRankOf,
} from '../../environment/layers.ts';
import type { Redactor } from '../secrets/redactor.ts';
import type { ReadSecret, Scope } from './scope.ts';
import { createExtractedValues } from './extracted-values.ts';
import { createInnerScope, withVariable } from './layered-scope.ts';

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

/** The scope of one run of a spec. */
export function createScope({
  environment,
  identity,
  vars,
  secretVars,
  row = {},
  readSecret,
  redactor,
}: ScopeInput): Scope {
  const values = createExtractedValues();
  const { extracted } = values;
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
    if (extracted.has(name)) return values.read(name, secretsRead);
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
      const sources = Object.hasOwn(row, each) ? row : environment.variables;
      for (const part of Object.hasOwn(sources, each) ? variablesIn(sources[each]!) : []) {
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
      const found = inner.get(origin.use) ?? createInnerScope(scope.within(origin.outer), origin.outputs);
      inner.set(origin.use, found);
      return found;
    },
    with: (name, value, secrets) => ({ ...scope, ...withVariable(scope, name, value, secrets) }),
    secretsRead,
    refusalOf: (name) => {
      const secret = name.slice('env.'.length);
      if (!name.startsWith('env.') || readable.names.has(secret)) return undefined;
      return {
        message: `{{${name}}} may not be read: the environment "${environment.name}" does not mention it`,
        hint: `add "secrets: [${secret}]" to the environment "${environment.name}" in ${outermostPath(environment.layers)}`,
      };
    },
    extract: values.extract,
    has: (name) => resolveName(name, lookup) !== undefined,
    isFound: values.isFound,
    partsOf: (name) =>
      [extracted.has(name), Object.hasOwn(vars, name), Object.hasOwn(row, name)].includes(true) ||
      !Object.hasOwn(environment.variables, name)
        ? []
        : variablesIn(environment.variables[name]!),
    secretBehind: (name) => secretBehind(name),
    keepForCleanup: values.keep,
    beginCleanup: () => {
      values.useKept();
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
