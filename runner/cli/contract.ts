import { dirname, join, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { listDocuments, readTextIfThere } from '../files.ts';
import { type Contract, createDocumentContract } from '../run/contract.ts';
import type { Environment } from '../run/environment.ts';
import type { Spec } from '../spec/parse.ts';

export type ContractOptions = {
  readonly cwd: string;
  /** `--swagger`: where `swagger:` paths are looked up first. */
  readonly folder: string | undefined;
  readonly specs: readonly Spec[];
  readonly environments: readonly Environment[];
};

/** The contract over the API documents that the specs name, and those that lie beside them. Documents are read when they are needed. */
export async function loadContract({ cwd, folder, specs, environments }: ContractOptions): Promise<Contract> {
  const [{ createContract }, { createDocuments }] = await Promise.all([
    import('../openapi/contract.ts'),
    import('../openapi/load.ts'),
  ]);
  const asked = folder === undefined ? undefined : resolve(cwd, folder);
  const bases = asked === undefined ? [cwd] : [asked, dirname(asked)];
  const known = new Map<string, readonly string[]>();
  const foldersFor = (spec: Spec): readonly string[] => {
    const { swagger } = spec.metadata;
    const start = dirname(resolve(cwd, spec.source.path));
    const key = `${start}\0${swagger}`;
    const folders = known.get(key) ?? [
      ...new Set([...bases, ...(swagger === undefined ? [] : ancestorsWith(start, portable(swagger)))]),
    ];
    known.set(key, folders);
    return folders;
  };
  const roots = [...new Set(specs.flatMap(foldersFor))];
  const refs = environments.flatMap((each) =>
    Object.entries(each.refs).map(([prefix, path]) => [prefix, resolve(cwd, path)] as const),
  );
  const documents = createDocuments({
    read: readTextIfThere,
    roots,
    refs,
    list: (each) => listDocuments(each === asked ? each : join(each, 'swagger')),
  });
  return createDocumentContract({
    contract: await createContract({ documents }),
    lookUp: (spec) => ({
      swagger: spec.metadata.swagger && portable(spec.metadata.swagger),
      folders: foldersFor(spec),
    }),
    show: (text) => text.replaceAll(`${cwd}/`, ''),
  });
}

/** A path that was absolute on somebody's machine, from its last `swagger` folder on. */
function portable(swagger: string): string {
  if (!/^([A-Za-z]:)?[\\/]/.test(swagger)) return swagger;
  return (
    /(?:^|[\\/])((?:mcp_)?swagger[\\/](?!.*swagger[\\/]).*)$/.exec(swagger)?.[1]?.replaceAll('\\', '/') ??
    swagger
  );
}

function ancestorsWith(start: string, path: string): readonly string[] {
  for (let at = start; dirname(at) !== at; at = dirname(at)) if (existsSync(join(at, path))) return [at];
  return [];
}
