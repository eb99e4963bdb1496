import { isObject } from '../../openapi/document/json.ts';
import type { Step } from '../../language/step/step.ts';
import type { Json } from '../../language/yaml/yaml.ts';

/** What a step sends as its body, before anything is filled in. */
export type SentBody =
  | { readonly kind: 'none' }
  /** Only a run can tell what is sent. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'fields'; readonly type: string; readonly fields: Json };

/** Reads the body of a step: its JSON, or the fields and files of its form. */
export function sentBody({ body, content, formFields, fileFields }: Step): SentBody {
  const type = content.mediaType;
  const files = Object.fromEntries(fileFields.map(({ fieldName, filePath }) => [fieldName, filePath]));
  const form = { ...formFields, ...files };
  if (Object.keys(form).length > 0) {
    const more = isObject(body) ? (body as Readonly<Record<string, Json>>) : {};
    return { kind: 'fields', type, fields: { ...more, ...form } };
  }
  if (body === undefined || body === null) return { kind: 'none' };
  return typeof body === 'object' ? { kind: 'fields', type, fields: body } : { kind: 'unknown' };
}
