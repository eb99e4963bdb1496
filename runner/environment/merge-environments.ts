import type { WrittenJson } from '../language/template/written.ts';
import type { EnvironmentsFile } from './environments-file.ts';
import { isMap, mapOf } from './json-data.ts';

/** What files set for an environment. */
export type EnvironmentData = Readonly<Record<string, WrittenJson>>;

/** Lists for all environments of a file are joined with the lists of one environment. */
export const joinLists = (
  shared: EnvironmentData,
  merged: EnvironmentData,
  own: EnvironmentData,
): EnvironmentData => ({
  ...merged,
  ...Object.fromEntries(
    ['hosts', 'secrets'].map((key) => [key, [shared[key] ?? [], own[key] ?? []].flat() as WrittenJson]),
  ),
});

/** The severities that a file sets: for all of its environments, and for this one, which wins. */
export function severityIn({ source, shared, environments }: EnvironmentsFile, name: string) {
  const own = Object.hasOwn(environments, name) ? environments[name]!['severity'] : undefined;
  const severity = { ...mapOf(shared['severity']), ...mapOf(own) } as Record<string, string>;
  return { path: source.path, severity };
}

/** Maps are merged key by key; anything else is replaced. */
function mergeMaps(under: EnvironmentData, over: EnvironmentData): Record<string, WrittenJson> {
  const merged: Record<string, WrittenJson> = { ...under };
  for (const [key, value] of Object.entries(over) as [string, WrittenJson][]) {
    const below = merged[key];
    merged[key] = isMap(value) && isMap(below) ? mergeMaps(below, value) : value;
  }
  return merged;
}

/** The same for an environment: a credential is replaced as a whole, and a null header removes the one below. */
export function mergeData(under: EnvironmentData, over: EnvironmentData): Record<string, WrittenJson> {
  const merged = mergeMaps(under, over);
  const [headers, headersBelow] = [mapOf(over['headers']), mapOf(under['headers'])];
  const isTaken = (name: string): boolean =>
    Object.hasOwn(headersBelow, name) && headersBelow[name] !== null && headers[name] === null;
  if (Object.keys(headers).some(isTaken))
    merged['headers'] = Object.fromEntries(
      Object.entries(mapOf(merged['headers'])).filter(([name]) => !isTaken(name)),
    );
  if (isMap(under['tokens']) && isMap(over['tokens']))
    merged['tokens'] = { ...under['tokens'], ...over['tokens'] };
  return merged;
}
