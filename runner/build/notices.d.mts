import type { Metafile } from 'esbuild';

type Bundle = { readonly folder: string; readonly metafile: Metafile };

export declare function noticesOf(bundles: readonly Bundle[]): string;

export declare function bundledPackages(bundles: readonly Bundle[]): readonly {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}[];
