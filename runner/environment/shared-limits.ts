import type { WrittenJson } from '../language/template/written.ts';
import { isMap, textOf } from './json-data.ts';
import { type Layer, outermostPath, topRankOf } from './layers.ts';

/** The store that shares an environment's limits with other processes. */
export type SharedLimits = {
  /** May hold variables. */
  readonly url?: string;
  /** The index of the layer that writes the URL. */
  readonly writer: number;
  /** Separates projects that use the same store. */
  readonly key?: string;
};

/** The `limits` of the outermost file, or of those that it trusts. */
export function sharedLimitsOf(layers: readonly Layer[]): SharedLimits | undefined {
  const top = topRankOf(layers);
  const said = layers.map(({ data, rank }) => (rank === top ? readLimits(data['limits']) : {}));
  const writer = said.findIndex(({ url }) => url !== undefined);
  const key = said.find((each) => each.key !== undefined)?.key;
  if (writer === -1 && key === undefined) return undefined;
  const url = said[writer]?.url;
  return { writer, ...(url !== undefined && { url }), ...(key !== undefined && { key }) };
}

/** A nested file must not choose the server that a run connects to. */
export function nestedLimitsNotes(layers: readonly Layer[]): readonly string[] {
  const top = topRankOf(layers);
  return layers
    .filter(({ data, rank }) => rank < top && (data['limits'] ?? null) !== null)
    .map(({ path }) => `${path}: limits: has no effect, because ${outermostPath(layers)} lies above it`);
}

function readLimits(value: WrittenJson | undefined): { readonly url?: string; readonly key?: string } {
  const [url, key] = isMap(value) ? [textOf(value['url']), textOf(value['key'])] : [textOf(value), undefined];
  return { ...(url !== undefined && { url }), ...(key !== undefined && { key }) };
}
