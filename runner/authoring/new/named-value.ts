import { idNoun, singular, wordsOf } from '../names.ts';
import { sampleLeaf } from '../sample/leaf.ts';
import { exampleOf, listedValues, type SchemaFacts, wordOf } from '../sample/schema-facts.ts';
import { nounOfPath } from './id-facts.ts';
import type { Work } from './planning.ts';
import { provide } from './provide.ts';
import type { Wanted } from './wanted.ts';

/** Keys whose value the caller chooses for each request. */
const CHOSEN = /idempot|correlation|request id|trace|nonce/;

/** A value by the name and schema of a parameter or a field. */
export function namedValue(
  work: Work,
  {
    name,
    where,
    facts,
  }: { readonly name: string; readonly where: Wanted['where'] | 'cookie'; readonly facts: SchemaFacts },
): unknown {
  const listed = listedValues(facts);
  const words = wordsOf(name);
  const isChosen = CHOSEN.test(words.join(' '));
  const noun = isChosen || listed !== undefined ? undefined : (idNoun(name) ?? uuidNoun(facts, words));
  if (noun !== undefined)
    return provide(work, {
      name,
      kind: 'id',
      noun: noun.length > 0 ? noun : nounOfPath(work.operation.template),
      facts,
      isRequired: true,
      where: where === 'cookie' ? 'header' : where,
      collection: undefined,
    });
  if (isChosen && listed === undefined) return '{{uuid}}';
  return sampleLeaf(facts, name, exampleOf(facts));
}

const uuidNoun = (facts: SchemaFacts, words: readonly string[]): readonly string[] | undefined =>
  wordOf(facts, 'format') === 'uuid' ? words.map(singular) : undefined;
