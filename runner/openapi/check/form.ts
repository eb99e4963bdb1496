import { isNamed } from '../reading/bracket-names.ts';
import { chooseMeaning } from './check-texts.ts';
import { beginWith, failed, notMade } from './checks.ts';
import type { Violation } from '../schema/violation.ts';
import type { Encodings } from '../operation/encoding.ts';
import type { FindingDraft } from './finding.ts';
import { placeholderOf, readField } from './form-field.ts';
import { checkHeaders } from '../operation/header.ts';
import { own, ownObject } from '../document/json.ts';
import { isProblem } from '../document/load.ts';
import { pointerKeys } from '../document/pointer.ts';
import { coveringType } from '../operation/media-type.ts';
import type { SentPart } from '../reading/multipart.ts';
import type { SchemaChecks } from './schema-checks.ts';
import { type SentForm, sourceOfField } from '../reading/sent-form.ts';
import type { Texts } from '../reading/texts.ts';
import type { View } from '../schema/view.ts';
import type { Given } from './given.ts';

/** What there is to say of a form, and its value with the types that its schema asks for. */
export type FormCheck = { readonly drafts: readonly FindingDraft[]; readonly value: unknown };

/** The fields of a form, as far as they could be read. */
type Fields = {
  readonly values: ReadonlyMap<string, readonly Texts[]>;
  /** What is said of fields beside their values. */
  readonly drafts: readonly FindingDraft[];
  /** Fields of which nothing more is to be said. */
  readonly settled: ReadonlySet<string>;
};

/** Holds a form against the schema of an object, as it was sent. */
export function checkForm(
  form: SentForm,
  schema: SchemaChecks,
  encodings: Encodings,
  given: Given,
): FormCheck {
  const fields = readFields(form, schema.view(), encodings);
  const beside = [...fields.drafts, ...form.parts.flatMap((part) => checkPart(part, encodings, given))];
  const meant = chooseMeaning(meaningsOf(fields.values), schema);
  if (meant === undefined || isProblem(meant)) {
    const drafts = meant ? [notMade(`the form could not be checked: ${meant.problem}`)] : [];
    return { drafts: [...beside, ...drafts], value: undefined };
  }
  const { value } = meant.attempt;
  const placeholders = new Set([...form.files.values()].flat().map(placeholderOf));
  // Of a file only its place is known: limits of texts do not apply to what stands for it.
  const isIgnored = ({ keyword, keys, params, value: refused }: Violation): boolean =>
    fields.settled.has(String(keys[0] ?? own(params, 'missingProperty'))) ||
    (keyword !== 'type' && typeof refused === 'string' && placeholders.has(refused));
  // An exploded object has the names of its own fields, and fields of the form may be spread.
  const found = schema.findings(value, isIgnored).map((draft) => ({
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
      encoding: own(encodings, name) as Encodings[string] | undefined,
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
    // Of a name that no schema describes, any value will do.
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

/** The objects that a form may mean: all fields by their first meaning, and each field by its others. */
function meaningsOf(values: ReadonlyMap<string, readonly Texts[]>): readonly Texts[] {
  const first = new Map([...values].map(([name, [meaning]]) => [name, meaning ?? '']));
  const meanings: Texts[] = [Object.fromEntries(first)];
  for (const [name, [, ...others]] of values)
    for (const other of others)
      if (meanings.length < MAX_MEANINGS)
        meanings.push(...meanings.map((each) => ({ ...(each as object), [name]: other })));
  return meanings;
}

/** What is wrong with a part besides its value: its media type and its headers. */
function checkPart(part: SentPart, encodings: Encodings, given: Given): readonly FindingDraft[] {
  const encoding = own(encodings, part.name.replace(/\[\]$/, '')) as Encodings[string] | undefined;
  if (encoding === undefined) return [];
  const say = (draft: FindingDraft): FindingDraft => ({
    ...draft,
    severity: 'warn',
    message: `form field ${part.name}: ${draft.message}`,
    side: draft.outcome === 'failed' ? 'spec' : 'document',
  });
  const type = part.headers['content-type'];
  const { contentTypes } = encoding;
  const isOther =
    part.filename !== undefined &&
    contentTypes.length > 0 &&
    (type === undefined || coveringType(contentTypes, type) === undefined);
  const wrongType = failed(
    `the file is sent as ${type ?? 'no media type'}; the document wants ${contentTypes.join(', ')}`,
    {
      document: given.documents.locate(encoding.place),
      hint: 'say its media type with content_type in file_fields',
    },
  );
  const headers = checkHeaders(part.headers, encoding.headers, given);
  return [...(isOther ? [wrongType] : []), ...headers].map(say);
}
