import { bracketKeys, readBrackets } from './bracket-names.ts';
import { listOf, objectOfFlat, splitItems } from './items.ts';
import type { Pair, Pairs } from './pairs.ts';
import { absent, exampleFields, misspelt, misspeltText, type Reading, read, type Styled } from './reading.ts';
import type { Texts } from './texts.ts';
import { type Shapes, shapesOf, typesOf } from '../schema/value-types.ts';
import type { View } from '../schema/view.ts';

/** A parameter or field to read from a query or a form. */
export type NamedQuestion = {
  readonly name: string;
  readonly serialization: Styled;
  /** The view of the schema; undefined if the document has none. */
  readonly view: View | undefined;
  readonly pairs: Pairs;
  /** Whether a name belongs to another parameter or field. */
  readonly isTaken: (name: string) => boolean;
};

type Below = readonly (Pair & { readonly keys: readonly string[] })[];

/** Reads a parameter of a query, or a field of a form, from the names and texts that were sent. */
export function readNamed(question: NamedQuestion): Reading {
  const { serialization, view } = question;
  const shapes = shapesOf(typesOf(view));
  const own = ownPairs(question, shapes);
  if (serialization.style === 'deepObject') return readDeep(question, own, pairsBelow(question, own), shapes);
  const isObjectOnly = shapes.object && !shapes.single && !shapes.list;
  if (own.length > 0 && !(isObjectOnly && serialization.explode))
    return serialization.explode
      ? readRepeated(own, shapes, serialization)
      : readJoined(own, shapes, question);
  const below = shapes.object || shapes.list ? pairsBelow(question, own) : [];
  if (below.length > 0) {
    const reading = readBelow(below, view);
    return isOpen(view) ? reading : { ...reading, remark: sayOtherStyle(below, question, shapes) };
  }
  const fields = serialization.explode && typesOf(view).has('object') ? fieldPairs(question) : [];
  if (fields.length > 0) return readFields(fields, view);
  if (own.length === 0) return absent;
  const [first, second] = exampleFields(view);
  return misspelt(
    namesOf(own),
    `is sent under its own name; its style sends each field as a parameter, as in ${first}=…&${second}=…`,
  );
}

const namesOf = (pairs: readonly Pair[]): readonly string[] => [...new Set(pairs.map(({ name }) => name))];

/** Whether the schema allows fields that it does not list. */
const isOpen = (view: View | undefined): boolean =>
  view === undefined || view.knowledge === 'nothing' || view.knowledge === 'open';

/** The pairs under the name; many servers accept a list under a name with `[]`. */
function ownPairs({ name, pairs, isTaken, serialization }: NamedQuestion, { list }: Shapes): readonly Pair[] {
  const exact = pairs.get(name);
  if (exact !== undefined || serialization.style === 'deepObject') return exact ?? [];
  const bare = name.replace(/\[\]$/, '');
  const other = list && bare === name ? `${name}[]` : bare;
  return other === name || isTaken(other) ? [] : (pairs.get(other) ?? []);
}

function pairsBelow({ name, pairs, isTaken }: NamedQuestion, own: readonly Pair[]): Below {
  const base = name.replace(/\[\]$/, '');
  const found: (Pair & { readonly keys: readonly string[] })[] = [];
  for (const [sent, group] of pairs) {
    const keys = bracketKeys(sent, base);
    if (keys === undefined || sent === own[0]?.name || (sent !== name && isTaken(sent))) continue;
    for (const pair of group) found.push({ ...pair, keys });
  }
  return found;
}

const readBelow = (below: Below, view: View | undefined) =>
  ({
    state: 'read',
    names: namesOf(below),
    values: [
      readBrackets(
        below.map(({ keys, text }) => [keys, text]),
        view,
      ),
    ],
  }) as const;

function readDeep(
  question: NamedQuestion,
  own: readonly Pair[],
  below: Below,
  { single, list, object }: Shapes,
): Reading {
  const { name, view, serialization } = question;
  if (below.length > 0 && own.length === 0) {
    if (object || list) return readBelow(below, view);
    const message = 'has the style deepObject, which OpenAPI has for objects alone';
    return { state: 'unclear', names: namesOf(below), message };
  }
  if (own.length === 0) return absent;
  if (below.length === 0 && (single || list))
    return readRepeated(own, { single, list, object }, serialization);
  const message = `is sent under its own name; its style deepObject sends ${name}[${exampleFields(view)[0]}]=…`;
  return misspelt(namesOf([...own, ...below]), message);
}

/** One pair for each item. */
function readRepeated(own: readonly Pair[], { single, list }: Shapes, { separators }: Styled): Reading {
  const names = namesOf(own);
  const texts = own.map(({ text }) => text);
  const items = list ? listOf(texts, separators) : undefined;
  if (texts.length === 1) {
    const reading = read(names, single ? texts[0] : undefined, items);
    if (items === undefined || !/[,|; ]/.test(texts[0]!)) return reading;
    return { ...reading, hint: `the name is sent again for each item, as in ${names[0]}=a&${names[0]}=b` };
  }
  return items === undefined ? sayRepeated(names, texts.length) : read(names, items);
}

const sayRepeated = (names: readonly string[], count: number): Reading =>
  misspelt(names, `is sent ${count} times; expected one value`);

/** All items in one pair. */
function readJoined(
  own: readonly Pair[],
  { single, list, object }: Shapes,
  { name, serialization: { separators }, view }: NamedQuestion,
): Reading {
  const names = namesOf(own);
  const [separator = ','] = separators;
  const shown = { ' ': '%20', '\t': '%09' }[separator] ?? separator;
  if (own.length > 1) {
    const isMarked = names[0]!.endsWith('[]');
    const texts = own.map(({ text }) => text);
    if (list && (isMarked || view === undefined)) return read(names, listOf(texts, separators));
    if (!list && !object) return sayRepeated(names, own.length);
    return misspelt(
      names,
      `is sent ${own.length} times; the document wants its items in one text, as in ${name}=a${shown}b`,
    );
  }
  const [pair] = own as [Pair];
  const items = splitItems(pair, separator);
  const fields = object ? objectOfFlat(items) : undefined;
  if (object && !single && !list && fields === undefined) {
    const [first] = exampleFields(view);
    return misspeltText(
      names,
      JSON.stringify(pair.text),
      `; expected names and values in turn, as in ${name}=${first}${shown}…`,
    );
  }
  return read(names, single ? pair.text : undefined, list ? listOf(items, separators) : undefined, fields);
}

/** The pairs under the names of the fields of an object. */
const fieldPairs = ({ pairs, view, isTaken }: NamedQuestion): readonly (readonly Pair[])[] =>
  [...pairs].flatMap(([name, group]) => (isTaken(name) || !isField(view, name) ? [] : [group]));

/** Whether an object may have a field; without additional properties only those of its schemas. */
function isField(view: View | undefined, name: string): boolean {
  const field = view?.field(name);
  return field !== 'undocumented' && (view?.knowledge !== 'closed' || field!.schemas.length > 0);
}

function readFields(fields: readonly (readonly Pair[])[], view: View | undefined): Reading {
  const names = fields.map(([first]) => first!.name);
  const values = fields.map((group): readonly [string, Texts] => {
    const { name, text } = group[0]!;
    const field = view?.field(name);
    const { list, single } = shapesOf(typesOf(field === 'undocumented' ? undefined : field));
    return [name, group.length > 1 || (list && !single) ? group.map((each) => each.text) : text];
  });
  const nested = names.find((name) => {
    const field = view?.field(name);
    const { list, single, object } = shapesOf(typesOf(field === 'undocumented' ? undefined : field));
    return object && !list && !single;
  });
  if (nested === undefined) return read(names, Object.fromEntries(values));
  const message = `has an object at ${nested}; OpenAPI does not say how an object in an exploded one is sent`;
  return { state: 'unclear', names, message };
}

function sayOtherStyle(below: Below, { name, serialization, view }: NamedQuestion, shapes: Shapes) {
  const [first, second] = exampleFields(view);
  const [separator = ','] = serialization.separators;
  const list = serialization.explode ? `${name}=a&${name}=b` : `${name}=a${separator}b`;
  const object = serialization.explode
    ? `${first}=…&${second}=…`
    : `${name}=${[first, '…', second, '…'].join(separator)}`;
  const rest = `; its style in the document is ${shapes.object ? object : list}`;
  return { message: `is sent as ${below[0]!.name}${rest}`, veiled: `is sent as ${name}[…]${rest}` };
}
