import { addDefined } from '../records.ts';
import {
  type ContentType,
  formContent,
  jsonContent,
  multipartContent,
  problemOfBody,
  problemOfHeader,
  readContentType,
  SENT_KEYS,
} from './content-type.ts';
import type { Diagnostics } from '../diagnostic.ts';
import { Fields } from '../yaml/fields.ts';
import { isMediaType } from './media-type.ts';
import { isTemplate } from '../template/compile.ts';
import { textOfScalar, toTexts, type WrittenTexts } from '../template/written.ts';
import { type Json, toJson } from '../yaml/yaml.ts';
import type { YamlNode } from '../yaml/yaml-node.ts';

/** Keys that can make the content anything but JSON. */
const CONTENT_KEYS = ['content_type', 'headers', 'form_fields', 'file_fields'];
const FILE_KEYS = ['field_name', 'file_path', 'filename', 'content_type'];

type FileField = {
  readonly fieldName: string;
  readonly filePath: string;
  readonly filename?: string;
  readonly contentType?: string;
};

/** The content that a step sends. */
export type StepContent = {
  readonly content: ContentType;
  readonly body?: Json;
  readonly formFields: Readonly<Record<string, WrittenTexts>>;
  readonly fileFields: readonly FileField[];
};

export const NO_FIELDS: StepContent['formFields'] = {};
export const NO_FILES: StepContent['fileFields'] = [];

/** Reads the content of a step. Content that would not be sent is an error. */
export function readContent(fields: Fields, diagnostics: Diagnostics): StepContent {
  // Most steps send JSON or nothing: no other key to check.
  if (!CONTENT_KEYS.some((key) => fields.has(key))) {
    const body = readBody(fields, jsonContent);
    const content: StepContent = { content: jsonContent, formFields: NO_FIELDS, fileFields: NO_FILES };
    return addDefined(content, { body });
  }
  const map = fields.map('form_fields');
  const formFields = map === undefined ? {} : toTexts(map);
  const fileFields = readFiles(fields, diagnostics);
  const stated = readStated(fields) ?? formInHeader(fields);
  const content = stated ?? contentOfFields(formFields, fileFields);
  const body = readBody(fields, content);
  const given = {
    body: body !== undefined && body !== null,
    form_fields: Object.keys(formFields).length > 0,
    file_fields: fileFields.length > 0,
  };
  refuseUnsent(fields, diagnostics, content, given);
  if (stated === undefined && given.body && content.kind !== 'json')
    diagnostics.error(
      'content',
      fields.spanOf('body'),
      '"body" beside fields or files: expected a content_type that says how they are sent',
      `content_type: ${content.kind} sends the keys of the body as fields too`,
    );
  refuseBody(fields, diagnostics, content, body, formFields);
  refuseHeader(fields, diagnostics, content);
  return { content, formFields, fileFields, ...(body !== undefined && { body }) };
}

/** A body that is sent as text, or as the fields of a form, keeps its scalars as text. */
function readBody(fields: Fields, { kind }: ContentType): Json | undefined {
  const node = fields.node('body');
  if (node === undefined) return fields.has('body') ? null : undefined;
  if (kind === 'json') return toJson(node);
  if (node.kind === 'scalar') return textOfScalar(node);
  return node.kind === 'map' ? toTexts(node) : toJson(node);
}

function readStated(fields: Fields): ContentType | undefined {
  const text = fields.text('content_type');
  if (text === undefined) return undefined;
  return readContentType(text) ?? fields.expected('content_type', 'json, form, multipart or a media type');
}

/** A form that only the `Content-Type` header declares. */
function formInHeader(fields: Fields): ContentType | undefined {
  const headers = fields.node('headers');
  const node =
    headers?.kind === 'map' ? headers.entries.find(({ key }) => isContentType(key))?.value : undefined;
  const content = node?.kind === 'scalar' ? readContentType(textOfScalar(node)) : undefined;
  return content?.kind === 'form' || content?.kind === 'multipart' ? content : undefined;
}

const isContentType = (name: string): boolean => name.toLowerCase() === 'content-type';

/** Fields make a form; files make it multipart. */
function contentOfFields(
  formFields: StepContent['formFields'],
  fileFields: StepContent['fileFields'],
): ContentType {
  if (fileFields.length > 0) return multipartContent;
  return Object.keys(formFields).length > 0 ? formContent : jsonContent;
}

const HINTS: Readonly<Record<string, string>> = {
  body: 'content_type: json sends a body',
  form_fields: 'content_type: form or multipart sends fields',
  file_fields: 'content_type: multipart sends files',
};

function refuseUnsent(
  fields: Fields,
  diagnostics: Diagnostics,
  { kind, mediaType }: ContentType,
  given: Readonly<Record<string, boolean>>,
): void {
  for (const [key, isGiven] of Object.entries(given))
    if (isGiven && !SENT_KEYS[kind].includes(key))
      diagnostics.error(
        'content',
        fields.spanOf(key),
        `"${key}" would not be sent with the content_type ${mediaType}`,
        HINTS[key],
      );
}

function refuseBody(
  fields: Fields,
  diagnostics: Diagnostics,
  content: ContentType,
  body: Json | undefined,
  formFields: StepContent['formFields'],
): void {
  if (typeof body === 'string' && isTemplate(body)) return;
  const problem = problemOfBody(content, body, formFields);
  if (problem !== undefined) diagnostics.error('content', fields.spanOf('body'), problem);
  if (content.kind !== 'form' && content.kind !== 'multipart') return;
  const twice = Object.keys(formFields).find(
    (name) => typeof body === 'object' && body !== null && Object.hasOwn(body, name),
  );
  if (twice !== undefined)
    diagnostics.error(
      'content',
      fields.spanOf('form_fields'),
      `"${twice}" is in "body" and in "form_fields"`,
    );
}

/** A `Content-Type` written by hand must not contradict the content. */
function refuseHeader(fields: Fields, diagnostics: Diagnostics, content: ContentType): void {
  const headers = fields.node('headers');
  if (headers?.kind !== 'map') return;
  for (const { key, value } of headers.entries) {
    if (!isContentType(key) || value.kind !== 'scalar' || value.value === null) continue;
    const text = textOfScalar(value);
    const problem = isTemplate(text) ? undefined : problemOfHeader(content, text);
    if (problem !== undefined)
      diagnostics.error('content', value.span, problem, `say content_type: ${text} instead of the header`);
  }
}

function readFiles(fields: Fields, diagnostics: Diagnostics): readonly FileField[] {
  return (fields.list('file_fields') ?? []).flatMap((node: YamlNode): FileField[] => {
    if (node.kind !== 'map') {
      diagnostics.error('wrong-type', node.span, 'expected a map with field_name and file_path');
      return [];
    }
    const file = new Fields(node, diagnostics);
    file.refuseUnknown('file_fields', FILE_KEYS);
    const fieldName = file.requiredText('field_name', 'the file field');
    const filePath = file.requiredText('file_path', 'the file field');
    if (fieldName === undefined || filePath === undefined) return [];
    const filename = file.text('filename');
    const contentType = file.text('content_type');
    if (contentType !== undefined && !isTemplate(contentType) && !isMediaType(contentType))
      file.expected('content_type', 'a media type such as text/csv or image/png');
    return [{ fieldName, filePath, ...(filename && { filename }), ...(contentType && { contentType }) }];
  });
}
