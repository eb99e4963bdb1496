import { encodeMultipart } from '../http/multipart.ts';
import { spanOf } from '../spec/source.ts';
import type { Json } from '../spec/yaml.ts';
import type { RequestProblem } from './fill.ts';
import type { BuildInput } from './request.ts';
import { isMap, pairsOf, queryString } from './url.ts';

/** A body as it is sent, and what its Content-Type says. */
export type Content = { readonly body?: string | Uint8Array; readonly type?: string };

/** Encodes a step's body by its `content_type`. */
export async function encodeContent(input: BuildInput): Promise<Content | RequestProblem> {
  const { step, filled } = input;
  const { body, formFields } = filled;
  const wrong = (message: string): RequestProblem => ({
    check: 'request',
    message,
    span: step.spans['body'] ?? step.span,
  });
  switch (step.contentType) {
    case 'json':
      return body === undefined ? {} : { body: JSON.stringify(body), type: 'application/json' };
    case 'form':
      if (typeof body === 'string' && Object.keys(formFields).length === 0)
        return { body, type: 'application/x-www-form-urlencoded' };
      return isFields(body)
        ? { body: queryString({ ...body, ...formFields }), type: 'application/x-www-form-urlencoded' }
        : wrong('content_type form: expected a body that is a map');
    case 'multipart':
      return isFields(body)
        ? encodeForm(input, { ...body, ...formFields })
        : wrong('content_type multipart: expected a body that is a map');
    default: {
      if (!step.contentType.includes('/'))
        return wrong(
          `content_type: expected json, form, multipart or a media type, found "${step.contentType}"`,
        );
      if (body === undefined || body === null) return { type: step.contentType };
      if (typeof body === 'string') return { body, type: step.contentType };
      return /[/+]json\b/.test(step.contentType)
        ? { body: JSON.stringify(body), type: step.contentType }
        : wrong(`content_type ${step.contentType}: expected a body that is text`);
    }
  }
}

async function encodeForm(
  { spec, step, filled, readAttachment, boundary }: BuildInput,
  fields: Readonly<Record<string, Json>>,
): Promise<Content | RequestProblem> {
  const parts = pairsOf(fields).map(([name, content]) => ({ name, content }));
  const files = [];
  for (const [index, file] of filled.fileFields.entries()) {
    const content = await readAttachment(step.origin?.file ?? spec.source.path, file.filePath);
    if ('problem' in content) {
      const span = spanOf(spec.source.text, step.span, step.fileFields[index]!.filePath);
      return { check: 'file', message: `file_fields[${index}]: ${content.problem}`, span };
    }
    const filename = file.filename ?? file.filePath.split('/').at(-1)!;
    files.push({
      name: file.fieldName,
      content,
      filename,
      ...(file.contentType && { contentType: file.contentType }),
    });
  }
  return {
    body: encodeMultipart([...parts, ...files], boundary),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}

const isFields = (value: Json | undefined): value is { readonly [key: string]: Json } | null | undefined =>
  value === undefined || value === null || isMap(value);
