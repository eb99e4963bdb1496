import type { Environment } from '../../environment/environment.ts';
import { type Limit, type Part, partOf } from '../../http/limit.ts';

/** Describes a shard's share of the limits, a sentence for each limit. */
export function sayParts(
  environments: readonly Pick<Environment, 'name' | 'transport' | 'routes'>[],
  part: Part,
): readonly string[] {
  const sentences = environments.flatMap(({ name, transport, routes }) => [
    ...sayPart(`rateLimit of ${name}`, transport.limit, part),
    ...routes.flatMap(({ pattern, limit }) => sayPart(`rateLimit of ${name} for ${pattern}`, limit, part)),
  ]);
  return [...new Set(sentences)];
}

function sayPart(what: string, limit: Limit | undefined, part: Part): readonly string[] {
  if (limit === undefined || Object.keys(limit).length === 0) return [];
  const { total, index } = part;
  const { maxConcurrent } = limit;
  const excess =
    maxConcurrent !== undefined && maxConcurrent < total
      ? `; each shard sends at least 1 at once, so all together ${total}, unless --limits shares the limit`
      : '';
  return [
    `${what}: shard ${index} of ${total} keeps to ${inWords(partOf(limit, part))} of ${inWords(limit)}${excess}`,
  ];
}

const inWords = ({ perSecond, burst, maxConcurrent }: Limit): string =>
  [
    ...(perSecond === undefined ? [] : [`${Number(perSecond.toPrecision(3))}/s`]),
    ...(burst === undefined ? [] : [`burst ${burst}`]),
    ...(maxConcurrent === undefined ? [] : [`${maxConcurrent} at once`]),
  ].join(', ');
