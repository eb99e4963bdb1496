import { isAnyNumber, isWhole } from '../../openapi/document/exact.ts';
import { sampleText } from './sample-text.ts';
import { exampleOf, listedValues, numberOf, type SchemaFacts } from './schema-facts.ts';
import { literal } from './templates.ts';

/** The JSON type that a value of a schema has, as far as one is told. */
export const typeOfLeaf = (facts: SchemaFacts): string => {
  const [type] = facts.types;
  if (type !== undefined) return type;
  const value = exampleOf(facts) ?? listedValues(facts)?.[0] ?? facts.keywords.get('default');
  if (isAnyNumber(value)) return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'string';
};

/** A value for something that holds no others; `given` comes from an example around it. */
export function sampleLeaf(facts: SchemaFacts, name: string, given: unknown): unknown {
  const listed = listedValues(facts);
  if (listed !== undefined) return literalOf(listed.includes(given) ? given : firstOf(listed, facts));
  switch (typeOfLeaf(facts)) {
    case 'boolean':
      return (
        [given, exampleOf(facts), facts.keywords.get('default')].find((each) => typeof each === 'boolean') ??
        false
      );
    case 'integer':
    case 'number':
      return sampleNumber(facts, given);
    default:
      return sampleText(facts, name, given);
  }
}

const literalOf = (value: unknown): unknown => (typeof value === 'string' ? literal(value) : value);

/** The default is the choice that a document recommends. */
const firstOf = (listed: readonly unknown[], { keywords }: SchemaFacts): unknown =>
  listed.includes(keywords.get('default')) ? keywords.get('default') : listed.find((each) => each !== null);

function sampleNumber(facts: SchemaFacts, given: unknown): unknown {
  const isWanted = (value: unknown): boolean =>
    isAnyNumber(value) && (typeOfLeaf(facts) === 'number' || isWhole(value));
  const said = [given, exampleOf(facts), facts.keywords.get('default')].find(isWanted);
  if (said !== undefined) return said;
  const least = numberOf(facts, 'minimum') ?? numberOf(facts, 'exclusiveMinimum');
  const most = numberOf(facts, 'maximum') ?? numberOf(facts, 'exclusiveMaximum');
  const step = numberOf(facts, 'multipleOf');
  const isOpen = facts.keywords.get('exclusiveMinimum') !== undefined;
  const wanted = Math.max(least === undefined ? 1 : isOpen ? least + 1 : least, 1);
  const value = most !== undefined && wanted > most ? (least ?? most) : wanted;
  return step === undefined || step <= 0 ? value : Math.ceil(value / step) * step;
}
