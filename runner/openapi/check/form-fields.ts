import { isNamed } from '../reading/bracket-names.ts';
import { checkReading } from './check-reading.ts';
import { beginWith, failed } from './checks.ts';
import type { FindingDraft } from './finding.ts';
import type { FormField } from '../operation/media.ts';
import { readNamed } from '../reading/read-named.ts';
import { absent, type Reading } from '../reading/reading.ts';
import { type SentForm, sourceOfField } from '../reading/sent-form.ts';
import type { View } from '../schema/view.ts';
import type { CheckContext } from './check-context.ts';

/** Checks the fields of a form against those that a 2.0 document lists. */
export function checkFormFields(
  fields: readonly FormField[],
  form: SentForm,
  context: CheckContext,
): readonly FindingDraft[] {
  const names = fields.map(({ name }) => name);
  const claimed = new Set<string>(names);
  const drafts = fields.flatMap((field) => {
    const checks = context.schemas(field.schema, context.dialect, 'request');
    const reading = readField(field, names, form, checks.view());
    if (reading.state !== 'absent') for (const name of reading.names) claimed.add(name);
    const isEmpty = reading.state === 'read' && reading.values.includes('');
    const found = field.isFile
      ? checkFile(field, form)
      : (checkPresence(field, reading, form) ??
        checkReading(reading, isEmpty && field.allowsEmpty ? undefined : checks));
    return found.map((draft) => ({
      ...beginWith(`form field ${field.name}`, draft),
      source: sourceOfField(field.name, form),
      document: context.documents.locate(field.schema),
      side: draft.outcome === 'failed' ? ('spec' as const) : ('document' as const),
    }));
  });
  const unknown = [...form.pairs.keys(), ...form.files.keys()].filter((name) => !claimed.has(name));
  return [
    ...drafts,
    ...[...new Set(unknown)].map((name) => ({
      ...undocumented(name, names),
      source: sourceOfField(name, form),
    })),
  ];
}

function readField(
  { name, serialization, isFile }: FormField,
  names: readonly string[],
  { pairs }: SentForm,
  view: View | undefined,
): Reading {
  if (isFile) return absent;
  if (serialization.kind !== 'style') {
    const sent = [...pairs.keys()].filter((each) => isNamed(name, each));
    const problem = serialization.kind === 'unknown' ? serialization.problem : serialization.mediaType;
    return sent.length === 0
      ? absent
      : { state: 'unclear', names: sent, message: `is not looked at: ${problem}` };
  }
  const isTaken = (each: string): boolean => names.some((other) => other !== name && isNamed(other, each));
  return readNamed({ name, serialization, view, pairs, isTaken });
}

/** Problems of a field apart from its value; undefined if there is a value to check. */
function checkPresence(
  { name, required }: FormField,
  reading: Reading,
  form: SentForm,
): readonly FindingDraft[] | undefined {
  if (reading.state !== 'absent') return undefined;
  if (form.files.has(name)) return [failed('is sent as a file; the document describes a value')];
  return required ? [failed('is required and was not sent')] : [];
}

function checkFile({ name, required }: FormField, form: SentForm): readonly FindingDraft[] {
  if (form.files.has(name)) return [];
  if (form.pairs.has(name))
    return [
      failed('is sent as a text; the document describes a file', {
        severity: 'warn',
        hint: 'send it with file_fields',
      }),
    ];
  return required ? [failed('is required and was not sent', { hint: 'send it with file_fields' })] : [];
}

const undocumented = (name: string, documented: readonly string[]): FindingDraft =>
  failed(`form field ${name} is not in the document: documented are ${documented.join(', ')}`, {
    veiled: `form field *** is not in the document: documented are ${documented.join(', ')}`,
    severity: 'warn',
    actual: name,
    side: 'document',
    hint: 'correct its name in the spec, or add it to the document',
  });
