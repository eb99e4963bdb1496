import { endsWith, idNoun, singular, wordsOf } from '../names.ts';
import type { ApiModel, ApiOperation } from './api-model.ts';
import { type IdFact, nounOfPath } from './id-facts.ts';

/** Something whose identity an operation needs. */
type WantedId = {
  readonly name: string;
  readonly noun: readonly string[];
  /** The path before the parameter; undefined where the identity is used elsewhere. */
  readonly collection: string | undefined;
  readonly consumer: ApiOperation;
};

/** An operation whose answer has the identity, and where. */
type Producer = { readonly operation: ApiOperation; readonly fact: IdFact };

/** The operations of a project by what their answers identify. */
export type Producers = (wanted: WantedId) => readonly Producer[];

/** The most candidates for one identity. */
const MOST = 12;

/** Indexes the operations of a project by what their answers identify. */
export function indexProducers({ operations }: ApiModel): Producers {
  const deleted = new Set(
    operations
      .filter(({ method }) => method === 'DELETE')
      .map(({ api, template }) => `${api.name} ${pathShape(template)}`),
  );
  const isDeletable = ({ api, template }: ApiOperation): boolean =>
    deleted.has(`${api.name} ${pathShape(template)}/{}`);
  const byWord = new Map<string, Producer[]>();
  const byPath = new Map<string, ApiOperation[]>();
  for (const operation of operations) {
    if (operation.method !== 'GET' && operation.method !== 'POST') continue;
    const path = pathShape(operation.template);
    byPath.set(path, [...(byPath.get(path) ?? []), operation]);
    for (const fact of operation.ids) {
      if (isEcho(operation, fact)) continue;
      const word = fact.noun.at(-1) ?? '';
      const list = byWord.get(word);
      if (list === undefined) byWord.set(word, [{ operation, fact }]);
      else list.push({ operation, fact });
    }
  }
  return (wanted) => {
    const { consumer, noun, collection } = wanted;
    const own = (collection === undefined ? [] : (byPath.get(pathShape(collection)) ?? [])).flatMap(
      (operation) =>
        operation.api === consumer.api
          ? factsFor(operation, wanted).map((fact) => ({ operation, fact }))
          : [],
    );
    const named = (byWord.get(noun.at(-1) ?? '') ?? []).filter(
      ({ fact }) => idNoun(fact.name) !== undefined && endsWith(fact.noun, noun),
    );
    const ranked = [...own, ...named]
      .filter(({ operation }) => operation.key !== consumer.key && mayProduce(operation, wanted))
      .map((producer) => ({ producer, rank: rankOf(producer, wanted, own.includes(producer), isDeletable) }))
      .toSorted((a, b) => a.rank - b.rank);
    const keys = new Set<string>();
    return ranked.flatMap(({ producer }) => {
      if (keys.has(producer.operation.key)) return [];
      keys.add(producer.operation.key);
      return keys.size > MOST ? [] : [producer];
    });
  };
}

/** A path without the names of its parameters. */
export const pathShape = (template: string): string =>
  template.replaceAll(/\{[^{}]*\}/g, '{}').replace(/\/$/, '');

/** The operation of a collection gives the identity in the paths below it. */
function factsFor(operation: ApiOperation, { name, noun }: WantedId): readonly IdFact[] {
  const facts = operation.ids.filter((fact) => !isEcho(operation, fact));
  const same = facts.filter((fact) => wordsOf(fact.name).join(' ') === wordsOf(name).join(' '));
  const about = nounOfPath(operation.template);
  const bare =
    idNoun(name) === undefined
      ? []
      : facts.filter(
          (fact) => fact.isBare && (endsWith(fact.noun, noun) || fact.noun.join(' ') === about.join(' ')),
        );
  return [...same, ...bare].toSorted((a, b) => a.depth - b.depth).slice(0, 1);
}

/** Whether an answer only repeats an identity of the request. */
const isEcho = ({ sent }: ApiOperation, { name, isBare }: IdFact): boolean =>
  !isBare && sent.has(wordsOf(name).join(' '));

/**
 * A request that changes a resource by its path uses only one that the spec has created: the first of a list may belong to
 * others. Reads, and references in a body, may use any.
 */
function mayProduce(producer: ApiOperation, { collection, consumer }: WantedId): boolean {
  if (producer.successes.length === 0 || producer.operation.deprecated) return false;
  if (collection === undefined || consumer.method === 'GET' || consumer.method === 'HEAD') return true;
  return producer.method === 'POST';
}

/**
 * Lower is better; each criterion outweighs all after it. Preferred: creating something deletable, then the first of a list,
 * then creating something that stays.
 */
function rankOf(
  { operation, fact }: Producer,
  { noun, consumer }: WantedId,
  isOwn: boolean,
  isDeletable: (operation: ApiOperation) => boolean,
): number {
  const criteria = [
    operation.api !== consumer.api,
    !isOwn && fact.noun.join(' ') !== noun.join(' '),
    // The last words of a collection's path name its items; earlier words only mention other things.
    !isOwn && !endsWith(nounOfPath(operation.template), noun.map(singular)),
    operation.method === 'POST' && !isDeletable(operation),
    operation.method === 'GET' && !fact.isInList,
    operation.method === 'GET',
    operation.template.includes('{'),
    !isOwn,
  ];
  return criteria.reduce((rank, isWorse) => 2 * rank + Number(isWorse), 0) * 10 + fact.depth;
}
