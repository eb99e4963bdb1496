import type { BuildOptions, BuildResult, OutputFile } from 'esbuild';

type Written = { readonly path: string; readonly contents: string | Uint8Array };

/** What takes the place of `import.meta` in a script. */
export declare const PLACE: Readonly<Record<string, string>>;

/** Makes a script of each chunk, a program of the entry `main`, and a module of any other entry: the files to write. */
export declare function withCachedCode(
  built: BuildResult<BuildOptions & { metafile: true; write: false }>,
): Promise<readonly Written[]>;

/** A file that is CommonJS already, as the body that stands for it. */
export declare function asBody(file: OutputFile): Written;
