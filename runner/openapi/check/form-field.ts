import { isNamed } from '../reading/bracket-names.ts';
import { readFiles, readItems } from './file-field.ts';
import type { Encoding } from '../operation/encoding.ts';
import { parseJson } from '../document/json.ts';
import { coveringType, isDataType, isJsonType } from '../operation/media-type.ts';
import { showValue } from '../document/show-value.ts';
import { readNamed } from '../reading/read-named.ts';
import { absent, misspeltText, type Reading, type Styled } from '../reading/reading.ts';
import type { SentForm } from '../reading/sent-form.ts';
import { typed } from '../reading/texts.ts';
import { shapesOf, typesOf } from '../schema/value-types.ts';
import type { View } from '../schema/view.ts';

/** A field to read from a form. */
export type FieldQuestion = {
  readonly name: string;
  readonly form: SentForm;
  /** The view of its schema; undefined if the document does not have the field. */
  readonly view: View | undefined;
  readonly encoding: Encoding | undefined;
  /** Whether a name belongs to another field. */
  readonly isTaken: (name: string) => boolean;
};

/** The style of a query, which is the default for forms. */
const defaultStyle: Styled = { kind: 'style', style: 'form', explode: true, separators: [','] };

/** Reads one field of a form: its files, its JSON, or its texts in their style. */
export function readField(question: FieldQuestion): Reading {
  const { name, form, encoding } = question;
  const files = form.files.get(name) ?? form.files.get(`${name}[]`);
  if (files !== undefined)
    return readFiles(
      question.view,
      files,
      (form.pairs.get(name) ?? []).map(({ text }) => text),
    );
  const style = encoding?.serialization;
  if (style?.kind === 'unknown') return readUnknown(question, style.problem);
  if (style?.kind === 'style') return readPairs(question, style);
  const other = otherType(question);
  if (other !== undefined) return readUnknown(question, `its text is ${other}`);
  const json = readJson(question);
  if (json !== undefined) return json;
  if (!form.isMultipart) return readPairs(question, defaultStyle);
  return hasNames(question) ? readInParts(question) : absent;
}

const readPairs = ({ name, view, form, isTaken }: FieldQuestion, serialization: Styled): Reading =>
  readNamed({ name, serialization, view, pairs: form.pairs, isTaken });

const hasNames = ({ name, form }: FieldQuestion): boolean =>
  [...form.pairs.keys()].some((each) => isNamed(name, each));

/** Names with brackets are not documented for forms, but their meaning is clear. */
function readInParts(question: FieldQuestion): Reading {
  const reading = readPairs(question, defaultStyle);
  if (reading.state !== 'read' || reading.remark === undefined) return reading;
  return {
    ...reading,
    remark: {
      message: `is sent as ${reading.names[0]}; the document describes one part of application/json`,
      veiled: `is sent as ${question.name}[…]; the document describes one part of application/json`,
    },
  };
}

/** The media types of an object or a list that is not written as JSON or texts, such as XML. */
function otherType({ name, form, encoding, view }: FieldQuestion): string | undefined {
  const types = encoding?.contentTypes ?? [];
  if (shapesOf(typesOf(view)).single || types.length === 0) return undefined;
  if (types.every((type) => isJsonType(type) || !isDataType(type))) return undefined;
  const texts = form.pairs.get(name) ?? [];
  const isJson = texts.every(({ text }) => parseJson(text) !== undefined);
  return isJson && types.some(coversJson) ? undefined : types.join(', ');
}

const coversJson = (type: string): boolean =>
  isJsonType(type) || coveringType([type], 'application/json') !== undefined;

function readUnknown({ name, form }: FieldQuestion, problem: string): Reading {
  const names = [...form.pairs.keys()].filter((each) => isNamed(name, each));
  return names.length === 0 ? absent : { state: 'unclear', names, message: `is not looked at: ${problem}` };
}

/** The texts of a field that are JSON, because the document says so or its value is an object or a list. */
function readJson({ name, form, view, encoding }: FieldQuestion): Reading | undefined {
  const texts = (form.pairs.get(name) ?? []).map(({ text }) => text);
  if (texts.length === 0) return undefined;
  const shapes = shapesOf(typesOf(view));
  const { list, object, single } = shapes;
  const isStated = encoding?.contentTypes.some(isJsonType) === true;
  const values = texts.map(parseJson);
  const bad = values.indexOf(undefined);
  const isData = values.every((value) => typeof value === 'object' && value !== null);
  if (bad < 0)
    return isStated || (isData && !single && (list || object))
      ? readItems([name], values.map(typed), shapes, Array.isArray(values[0]))
      : undefined;
  const wantsObject = object && !single && !list;
  if (single || !(isStated || (wantsObject && form.isMultipart))) return undefined;
  const what = isStated ? encoding.contentTypes.join(', ') : 'an object';
  return misspeltText([name], showValue(texts[bad]), `, which is not JSON; the document describes ${what}`);
}
