import { writeExactJson } from '../../language/json/exact-json.ts';
import { encodeMultipart, type MultipartPart } from '../../http/multipart.ts';
import { boundaryOf, problemOfBody, problemOfHeader } from '../../language/step/content-type.ts';
import { isMediaType } from '../../language/step/media-type.ts';
import { spanOf } from '../../language/source.ts';
import { asText } from '../../language/template/template.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import type { RequestProblem } from './render.ts';
import type { MaybeLater } from './maybe-later.ts';
import { isMap } from '../../environment/json-data.ts';
import { pairsOf, queryString } from './url.ts';
import type { BuildInput } from './build-input.ts';

/** A body as it is sent, and its Content-Type. */
export type Content = { readonly body?: string | Uint8Array; readonly type?: string };

/** Encodes what a step sends, by its kind of content. */
export function encodeContent(input: BuildInput): MaybeLater<Content | RequestProblem> {
  const { step, filled } = input;
  const { body, formFields } = filled;
  const { kind, mediaType: type, isSpeltOut } = step.content;
  const problem = problemOfBody(step.content, body, formFields);
  if (problem !== undefined)
    return { check: 'request', message: problem, span: step.spans['body'] ?? step.span };
  const header = headerOf(filled.headers);
  const misnamed = header === undefined ? undefined : problemOfHeader(step.content, header);
  if (misnamed !== undefined)
    return { check: 'request', message: misnamed, span: step.spans['headers'] ?? step.span };
  switch (kind) {
    case 'json':
      if (body === undefined) return isSpeltOut ? { type } : {};
      return { body: isSpeltOut && typeof body === 'string' ? body : writeExactJson(body), type };
    case 'text':
      return body === undefined || body === null ? { type } : { body: asText(body), type };
    case 'form':
      return {
        body: typeof body === 'string' ? body : queryString({ ...asMap(body), ...formFields }),
        type,
      };
    case 'multipart':
      return encodeForm(input, { ...asMap(body), ...formFields });
  }
}

async function encodeForm(
  { spec, step, filled, environment, readAttachment, boundary }: BuildInput,
  fields: Readonly<Record<string, Json>>,
): Promise<Content | RequestProblem> {
  const parts: MultipartPart[] = pairsOf(fields).map(([name, content]) => ({ name, content }));
  for (const [index, file] of filled.fileFields.entries()) {
    const content = await readAttachment({
      spec: step.origin?.file ?? spec.source.path,
      file: file.filePath,
      environment,
    });
    if ('problem' in content) {
      const span = spanOf(spec.source.text, step.span, step.fileFields[index]!.filePath);
      return { check: 'file', message: `file_fields[${index}]: ${content.problem}`, span };
    }
    if (file.contentType && !isMediaType(file.contentType))
      return {
        check: 'request',
        message: `file_fields[${index}]: "content_type": expected a media type such as text/csv, found ${JSON.stringify(file.contentType)}`,
        span: step.spans['file_fields'] ?? step.span,
      };
    const filename = file.filename ?? file.filePath.split('/').at(-1)!;
    parts.push({
      name: file.fieldName,
      content,
      filename,
      ...(file.contentType && { contentType: file.contentType }),
    });
  }
  const mediaType = headerOf(filled.headers) ?? step.content.mediaType;
  const stated = boundaryOf(mediaType);
  if (stated === undefined) {
    const free = freeBoundary(parts, boundary);
    return { body: encodeMultipart(parts, free), type: `${mediaType}; boundary=${free}` };
  }
  if (!occursIn(parts, stated)) return { body: encodeMultipart(parts, stated), type: mediaType };
  const message = `the boundary "${stated}" occurs in the content that it should separate`;
  const hint = 'leave the boundary out, and one that does not occur is added';
  return { check: 'request', message, hint, span: step.spans['headers'] ?? step.span };
}

/** The `Content-Type` that a step writes itself. */
function headerOf(headers: Readonly<Record<string, Json>>): string | undefined {
  const [, value] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  return value === undefined || value === null ? undefined : asText(value);
}

/** A boundary that does not occur in the content. */
function freeBoundary(parts: readonly MultipartPart[], wanted: string): string {
  let boundary = wanted;
  for (let count = 2; occursIn(parts, boundary); count++) boundary = `${wanted}-${count}`;
  return boundary;
}

const occursIn = (parts: readonly MultipartPart[], boundary: string): boolean =>
  parts.some(({ content }) => Buffer.from(content as Uint8Array).includes(boundary));

const asMap = (body: Json | undefined): Readonly<Record<string, Json>> => (isMap(body) ? body : {});
