import type { WrittenJson } from '../language/template/written.ts';
import { isMap, textOf } from './json-data.ts';
import { type Layer, outermostPath, topRankOf } from './layers.ts';

/** Where an environment's limits are shared with other processes. */
export type SharedLimits = {
  /** May hold variables. */
  readonly url?: string;
  /** The index of the layer that writes the URL. */
  readonly writer: number;
  /** Keeps apart the projects that use one store. */
  readonly key?: string;
};

/** What the outermost file says of `limits`, and those that it trusts. */
export function sharedLimitsOf(layers: readonly Layer[]): SharedLimits | undefined {
  const top = topRankOf(layers);
  const said = layers.map(({ data, rank }) => (rank === top ? readLimits(data['limits']) : {}));
  const writer = said.findIndex(({ url }) => url !== undefined);
  const key = said.find((each) => each.key !== undefined)?.key;
  if (writer === -1 && key === undefined) return undefined;
  const url = said[writer]?.url;
  return { writer, ...(url !== undefined && { url }), ...(key !== undefined && { key }) };
}

/** A nested file does not decide with which server a run speaks. */
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
