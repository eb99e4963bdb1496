import type { WrittenJson } from '../../language/template/written.ts';
import type { SecretRead } from '../../environment/layers.ts';
import type { ValueOrigin } from './scope.ts';

/** What the answers of a spec have given, under the names of its variables. */
export function createExtractedValues() {
  const extracted = new Map<string, WrittenJson>();
  const found = new Set<string>();
  const secretsOf = new Map<string, readonly SecretRead[]>();
  const kept = new Map<string, { readonly value: WrittenJson; readonly secrets: readonly SecretRead[] }>();
  const extract = (
    name: string,
    value: WrittenJson,
    { isFound = true, secrets = [] }: ValueOrigin = {},
  ): void => {
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
