import { listOf, objectOfAssigned, objectOfFlat, splitItems } from './items.ts';
import { exampleFields, misspeltText, type Reading, read, type Styled } from './reading.ts';
import { shapesOf, typesOf } from '../schema/value-types.ts';
import type { View } from '../schema/view.ts';

/** A single value in a path or a header. */
export type TextQuestion = {
  readonly name: string;
  readonly serialization: Styled;
  readonly view: View | undefined;
  readonly text: string;
  /** The text as it was sent, if percent-encoded. */
  readonly raw?: string;
  readonly decode: (raw: string) => string;
};

/** Reads a parameter of the path, or the value of a header. */
export function readText(question: TextQuestion): Reading {
  switch (question.serialization.style) {
    case 'label':
      return readLabel(question);
    case 'matrix':
      return readMatrix(question);
    case 'simple':
    case 'form':
    case 'deepObject':
      return readSimple(question);
  }
}

function readSimple(question: TextQuestion): Reading {
  const { text, raw, serialization, view } = question;
  const { single, list, object } = shapesOf(typesOf(view));
  const { explode, separators } = serialization;
  // A header may have spaces around a comma.
  const items = splitItems({ text, raw, isAsWritten: true }, separators[0] ?? ',', question.decode).map(
    (each) => (raw === undefined ? each.trim() : each),
  );
  const fields = object ? (explode ? objectOfAssigned(items) : objectOfFlat(items)) : undefined;
  if (object && !single && !list && fields === undefined) {
    const [first, second] = exampleFields(view);
    const example = explode ? `${first}=…,${second}=…` : `${first},…,${second},…`;
    return misspeltText([], JSON.stringify(text), `; expected names and values, as in ${example}`);
  }
  return read([], single ? text : undefined, list ? listOf(items, separators) : undefined, fields);
}

function readLabel(question: TextQuestion): Reading {
  const { serialization, view, decode } = question;
  const raw = question.raw ?? question.text;
  const { single, list, object } = shapesOf(typesOf(view));
  if (!raw.startsWith('.'))
    return misspeltText([], JSON.stringify(raw), '; its style label starts with a dot');
  const body = raw.slice(1);
  const byDots = body.split('.').map(decode);
  const byCommas = splitItems({ text: decode(body), raw: body, isAsWritten: true }, ',', decode);
  // The tables of 3.0.0 to 3.0.3 separate with dots where RFC 6570, and later versions, have commas.
  const items = serialization.explode || (!single && byCommas.length === 1) ? byDots : byCommas;
  const fields = object ? (serialization.explode ? objectOfAssigned(items) : objectOfFlat(items)) : undefined;
  if (object && !single && !list && fields === undefined) {
    const [first, second] = exampleFields(view);
    const example = serialization.explode ? `.${first}=….${second}=…` : `.${first},…,${second},…`;
    return misspeltText([], JSON.stringify(raw), `; expected names and values, as in ${example}`);
  }
  const alone = list && !serialization.explode && byCommas.length === 1 ? byCommas : undefined;
  return read([], single ? decode(body) : undefined, list ? items : undefined, alone, fields);
}

function readMatrix(question: TextQuestion): Reading {
  const { name, serialization, view, decode } = question;
  const raw = question.raw ?? question.text;
  const { single, list, object } = shapesOf(typesOf(view));
  const refuse = (): Reading =>
    misspeltText([], JSON.stringify(raw), `; expected ${exampleOfMatrix(question)}`);
  if (!raw.startsWith(';')) return refuse();
  const parts = raw
    .slice(1)
    .split(';')
    .map((part): readonly [string, string] => {
      const at = part.indexOf('=');
      return at < 0 ? [decode(part), ''] : [decode(part.slice(0, at)), part.slice(at + 1)];
    });
  const isOwn = parts.every(([key]) => key === name);
  if (!isOwn && serialization.explode && object)
    return read([], Object.fromEntries(parts.map(([key, value]) => [key, decode(value)])));
  if (!isOwn) return refuse();
  const values = parts.map(([, value]) => value);
  if (values.length > 1) return list && serialization.explode ? read([], values.map(decode)) : refuse();
  const value = values[0]!;
  const items = splitItems({ text: decode(value), raw: value, isAsWritten: true }, ',', decode);
  if (serialization.explode)
    return single || list
      ? read([], single ? decode(value) : undefined, list ? [decode(value)] : undefined)
      : refuse();
  const fields = object ? objectOfFlat(items) : undefined;
  if (object && !single && !list && fields === undefined) return refuse();
  return read([], single ? decode(value) : undefined, list ? items : undefined, fields);
}

function exampleOfMatrix({ name, serialization: { explode }, view }: TextQuestion): string {
  const { single, list } = shapesOf(typesOf(view));
  const [first, second] = exampleFields(view);
  if (single) return `;${name}=…`;
  if (list) return explode ? `;${name}=a;${name}=b` : `;${name}=a,b`;
  return explode ? `;${first}=…;${second}=…` : `;${name}=${first},…,${second},…`;
}
