import { isNamed } from '../reading/bracket-names.ts';
import { chooseMeaning } from './check-texts.ts';
import { beginWith, failed, notMade } from './checks.ts';
import type { Violation } from '../schema/violation.ts';
import type { Encodings } from '../operation/encoding.ts';
import type { FindingDraft } from './finding.ts';
import { placeholderOf, sayUnread } from './file-field.ts';
import { readField } from './form-field.ts';
import { checkHeaders } from '../operation/header.ts';
import { own, ownObject } from '../document/json.ts';
import { isProblem } from '../document/documents.ts';
import { pointerKeys } from '../document/pointer.ts';
import { coveringType, isDataType } from '../operation/media-type.ts';
import type { SentPart } from '../reading/multipart.ts';
import type { SchemaChecks } from './schema-checks.ts';
import { type SentForm, sourceOfField } from '../reading/sent-form.ts';
import type { Texts } from '../reading/texts.ts';
import type { View } from '../schema/view.ts';
import type { CheckContext } from './check-context.ts';

/** The findings about a form, and its value with the types of its schema. */
export type FormCheck = { readonly drafts: readonly FindingDraft[]; readonly value: unknown };

/** The fields of a form that could be read. */
type Fields = {
  readonly values: ReadonlyMap<string, readonly Texts[]>;
  /** Findings about fields, apart from their values. */
  readonly drafts: readonly FindingDraft[];
  /** Fields with final findings. */
  readonly settled: ReadonlySet<string>;
};

/** Checks a form, as it was sent, against the schema of an object. */
export function checkForm(
  form: SentForm,
  schema: SchemaChecks,
  encodings: Encodings,
  context: CheckContext,
): FormCheck {
  const fields = readFields(form, schema.view(), encodings);
  const view = schema.view();
  const beside = [
    ...fields.drafts,
    ...form.parts.flatMap((part) => checkPart(part, view, encodings, context)),
    ...sayOddNames(view, encodings, context),
  ];
  const meant = chooseMeaning(meaningsOf(fields.values), schema);
  if (meant === undefined || isProblem(meant)) {
    const drafts = meant ? [notMade(`the form could not be checked: ${meant.problem}`)] : [];
    return { drafts: [...beside, ...drafts], value: undefined };
  }
  const { value } = meant.attempt;
  const placeholders = new Set([...form.files.values()].flat().map(placeholderOf));
  // The content of a file is not read: limits of texts do not apply to its placeholder.
  const isIgnored = ({ keyword, keys, params, value: refused }: Violation): boolean =>
    fields.settled.has(String(keys[0] ?? own(params, 'missingProperty'))) ||
    (keyword !== 'type' && typeof refused === 'string' && placeholders.has(refused));
  // Format findings are worded as for a parameter.
  const formats = schema
    .remarks(value)('format')
    .filter(({ pointer = '' }) => !placeholders.has(String(valueAt(value, pointer))))
    .map((draft): FindingDraft => ({ ...draft, severity: 'warn' }));
  // An exploded object has the names of its own fields, and fields of the form may be spread.
  const found = [...schema.findings(value, isIgnored), ...formats].map((draft) => ({
    ...draft,
    source: sourceOfField(pointerKeys(draft.pointer ?? '')[0], form),
  }));
  return { drafts: [...beside, ...found], value };
}

function readFields(form: SentForm, view: View | undefined, encodings: Encodings): Fields {
  const documented = [
    ...new Set((view?.schemas ?? []).flatMap((each) => Object.keys(ownObject(each, 'properties')))),
  ];
  const values = new Map<string, readonly Texts[]>();
  const drafts: FindingDraft[] = [];
  const settled = new Set<string>();
  const claimed = new Set<string>();
  const take = (name: string): void => {
    const field = view?.field(name);
    const isTaken = (sent: string): boolean =>
      documented.some((other) => other !== name && isNamed(other, sent));
    const reading = readField({
      name,
      form,
      view: field === 'undocumented' ? undefined : field,
      encoding: encodingOf(name, encodings),
      isTaken,
    });
    if (reading.state === 'absent') return;
    claimed.add(name);
    for (const each of reading.names) claimed.add(each);
    for (const draft of sayReading(name, reading))
      drafts.push({ ...draft, source: sourceOfField(name, form) });
    if (reading.state === 'read') values.set(name, reading.values);
    else settled.add(name);
  };
  for (const name of documented) take(name);
  for (const sent of [...form.pairs.keys(), ...form.files.keys()]) {
    const base = sent.replace(/(?<=.)\[.*$/s, '');
    if (claimed.has(sent) || claimed.has(base)) continue;
    const field = view?.field(base);
    // A field without a schema may have any value.
    if (field !== undefined && field !== 'undocumented' && field.schemas.length > 0) take(base);
    else values.set(sent, [(form.pairs.get(sent) ?? []).map(({ text }) => text).join()]);
  }
  return { values, drafts, settled };
}

function sayReading(name: string, reading: ReturnType<typeof readField>): readonly FindingDraft[] {
  switch (reading.state) {
    case 'misspelt':
      return [
        beginWith(`form field ${name}`, failed(reading.message, { side: 'spec', veiled: reading.veiled })),
      ];
    case 'unclear':
      return [notMade(`form field ${name} ${reading.message}`, { side: 'document' })];
    case 'read':
      return reading.remark === undefined
        ? []
        : [
            beginWith(
              `form field ${name}`,
              failed(reading.remark.message, {
                severity: 'warn',
                side: 'spec',
                veiled: reading.remark.veiled,
              }),
            ),
          ];
    case 'json':
    case 'absent':
      return [];
  }
}

const MAX_MEANINGS = 20;

/** The objects that a form may mean: all fields in their first reading, and each field in its other ones. */
function meaningsOf(values: ReadonlyMap<string, readonly Texts[]>): readonly Texts[] {
  const first = new Map([...values].map(([name, [meaning]]) => [name, meaning ?? '']));
  const meanings: Texts[] = [Object.fromEntries(first)];
  for (const [name, [, ...others]] of values)
    for (const other of others)
      if (meanings.length < MAX_MEANINGS)
        meanings.push(...meanings.map((each) => ({ ...(each as object), [name]: other })));
  return meanings;
}

const encodingOf = (name: string, encodings: Encodings): Encodings[string] | undefined =>
  (own(encodings, name) ?? own(encodings, name.replace(/\[\]$/, ''))) as Encodings[string] | undefined;

const valueAt = (value: unknown, pointer: string): unknown =>
  pointerKeys(pointer).reduce<unknown>((at, key) => own(at, key), value);

/** Problems of a part apart from its value: its media type, its headers, and unread content. */
function checkPart(
  part: SentPart,
  view: View | undefined,
  encodings: Encodings,
  context: CheckContext,
): readonly FindingDraft[] {
  const say = (draft: FindingDraft): FindingDraft => ({
    ...draft,
    severity: 'warn',
    message: `form field ${part.name}: ${draft.message}`,
    side: draft.outcome === 'failed' ? 'spec' : 'document',
  });
  const field = view?.field(part.name) === 'undocumented' ? part.name.replace(/\[\]$/, '') : part.name;
  const described = view?.field(field);
  const unread =
    part.filename === undefined || described === undefined || described === 'undocumented'
      ? []
      : sayUnread(part, described);
  const encoding = encodingOf(part.name, encodings);
  if (encoding === undefined) return unread.map(say);
  const headers = checkHeaders(part.headers, encoding.headers, context);
  return [...unread, ...checkPartType(part, encoding, context), ...headers].map(say);
}

/** A part that is not a file is text by default; JSON was read before. */
function checkPartType(
  { filename, headers }: SentPart,
  { contentTypes, place }: Encodings[string],
  context: CheckContext,
): readonly FindingDraft[] {
  if (contentTypes.length === 0) return [];
  const isFile = filename !== undefined;
  const type = headers['content-type'] ?? (isFile ? undefined : 'text/plain');
  if (type !== undefined && coveringType(contentTypes, type) !== undefined) return [];
  if (!isFile && headers['content-type'] === undefined && contentTypes.some(isTextOfData)) return [];
  return [
    failed(
      `the ${isFile ? 'file' : 'part'} is sent as ${type ?? 'no media type'}; the document wants ${contentTypes.join(', ')}`,
      {
        document: context.documents.locate(place),
        hint: isFile
          ? 'say its media type with content_type in file_fields'
          : 'send it with file_fields, where content_type says its media type',
      },
    ),
  ];
}

/** Whether text may have this media type: data, not an image or the like. */
const isTextOfData = (type: string): boolean =>
  isDataType(type) && !/^(?:image|audio|video|font|model)\//i.test(type);

/** The names in an `encoding` must be those of fields. */
function sayOddNames(
  view: View | undefined,
  encodings: Encodings,
  context: CheckContext,
): readonly FindingDraft[] {
  return Object.entries(encodings)
    .filter(([name]) => view?.field(name) === 'undocumented')
    .map(([name, { place }]) =>
      notMade(`the encoding of ${JSON.stringify(name)} is not followed: its schema has no such field`, {
        severity: 'warn',
        side: 'document',
        document: context.documents.locate(place),
      }),
    );
}
