import { type Lookup, resolveName } from '../../language/template/template.ts';
import type { WrittenJson } from '../../language/template/written.ts';
import type { SecretRead } from '../../environment/layers.ts';
import type { Scope } from './scope.ts';
import { createExtractedValues } from './extracted-values.ts';

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
export function withVariable(
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

/** The scope of a used spec: its own variables above those of the spec that uses it. */
export function createInnerScope(below: Scope, outputs: Readonly<Record<string, string>>): Scope {
  const values = createExtractedValues();
  const outside = (name: string): readonly string[] =>
    Object.entries(outputs).flatMap(([here, there]) => (there === name ? [here] : []));
  const scope: Scope = {
    ...below,
    ...layered(
      below,
      (name) => (values.extracted.has(name) ? values.read(name, below.secretsRead) : below.lookup(name)),
      (name) => values.extracted.has(name),
    ),
    with: (name, value, secrets) => ({ ...scope, ...withVariable(scope, name, value, secrets) }),
    extract: (name, value, origin) => {
      values.extract(name, value, origin);
      for (const each of outside(name)) below.extract(each, value, origin);
    },
    isFound: values.isFound,
    partsOf: (name) => (values.extracted.has(name) ? [] : below.partsOf(name)),
    keepForCleanup: (name, value, secrets) => {
      values.keep(name, value, secrets);
      for (const each of outside(name)) below.keepForCleanup(each, value, secrets);
    },
    beginCleanup: values.useKept,
  };
  return scope;
}
