import type { BuildOptions, BuildResult, OutputFile } from 'esbuild';

type Written = { readonly path: string; readonly contents: string | Uint8Array };

/** Makes of each large chunk a script, and a module in its place that runs it: the files to write. */
export declare function withCachedCode(
  built: BuildResult<BuildOptions & { metafile: true; write: false }>,
  banner: string,
): Promise<readonly Written[]>;

/** A file that is CommonJS already, as the body that stands for it. */
export declare function asBody(file: OutputFile): Written;
