import { isUtf8 } from 'node:buffer';
import { notMade } from './checks.ts';
import type { FindingDraft } from './finding.ts';
import { own, parseJson } from '../document/json.ts';
import { isDataType, isJsonType } from '../operation/media-type.ts';
import type { SentPart } from '../reading/multipart.ts';
import { misspelt, read, type Reading } from '../reading/reading.ts';
import { textOfPart } from '../reading/sent-form.ts';
import { type Texts, typed } from '../reading/texts.ts';
import { askedOfText, type Shapes, shapesOf, typesOf } from '../schema/value-types.ts';
import type { View } from '../schema/view.ts';

/** Items that were sent one by one. A single one may be the whole value, or the only item of a list. */
export function readItems(
  names: readonly string[],
  items: readonly Texts[],
  { list, single, object }: Shapes,
  isList = false,
): Reading {
  if (items.length === 1)
    return read(names, single || object || isList ? items[0] : undefined, list ? items : undefined);
  return list ? read(names, items) : misspelt(names, `is sent ${items.length} times; expected one value`);
}

/** Reads the files of a field, and the texts sent under the same name. */
export function readFiles(
  view: View | undefined,
  files: readonly SentPart[],
  texts: readonly string[],
): Reading {
  const names = [...new Set(files.map((file) => file.name))];
  const shapes = shapesOf(typesOf(view));
  const read = files.map((file) => readFile(file, viewOfFile(view)));
  const odd = read.find((each) => 'state' in each);
  if (odd !== undefined) return { ...odd, names };
  const items = read.flatMap((each) => ('value' in each ? [each.value] : []));
  return readItems(names, [...items, ...texts], shapes);
}

/** The view of one file: of an item, if the value is a list. */
const viewOfFile = (view: View | undefined): View | undefined => {
  const { list, single, object } = shapesOf(typesOf(view));
  return list && !single && !object ? view!.item(0) : view;
};

type FileReading = { readonly value: Texts } | Extract<Reading, { readonly state: 'misspelt' | 'unclear' }>;

/** The content of a file as a value: JSON, the text that its schema describes, or a placeholder. */
function readFile(file: SentPart, view: View | undefined): FileReading {
  const type = file.headers['content-type'] ?? '';
  const { single, list, object } = shapesOf(typesOf(view));
  const isData = (list || object) && !single;
  if (isJsonType(type) && !mayBeText(view)) {
    const value = parseJson(textOfPart(file.content));
    if (value !== undefined) return { value: typed(value) };
    if (isData || single)
      return { state: 'misspelt', names: [], message: `is a file of ${type}, and its content is not JSON` };
  }
  if (isDescribedText(view) && isUtf8(file.content)) return { value: textOfPart(file.content) };
  if (isJsonType(type)) {
    const value = parseJson(textOfPart(file.content));
    if (typeof value === 'object' && value !== null && !isDescribedText(view) && (list || object))
      return { value: typed(value) };
  }
  return isData && (isDataType(type) || /^text\//i.test(type))
    ? { state: 'unclear', names: [], message: `is not looked at: its content is ${type}` }
    : { value: placeholderOf(file) };
}

const mayBeText = (view: View | undefined): boolean => {
  const types = typesOf(view);
  return types.size === 0 || types.has('string');
};

/** Whether a schema describes the content of a part as text, not as the bytes of a file. */
const isDescribedText = (view: View | undefined): boolean =>
  typesOf(view).has('string') &&
  view!.schemas.every(
    (schema) => own(schema, 'format') !== 'binary' && own(schema, 'contentMediaType') === undefined,
  );

/** The placeholder of a file in the value that is checked. */
export const placeholderOf = ({ filename }: SentPart): string => `(file ${filename})`;

/** Constraints of the schema on the content of a file, which is not read. */
export function sayUnread(file: SentPart, view: View | undefined): readonly FindingDraft[] {
  const ofFile = viewOfFile(view);
  const asked = askedOfText(ofFile);
  if (asked === undefined || !mayBeText(ofFile) || (isDescribedText(ofFile) && isUtf8(file.content)))
    return [];
  const type = file.headers['content-type'] ?? 'no media type';
  return [
    notMade(`${asked} of its schema is not held against the content of a file (${type})`, {
      severity: 'warn',
    }),
  ];
}
