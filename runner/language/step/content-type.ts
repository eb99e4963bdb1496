import type { Json } from '../yaml/yaml.ts';

/** How the content of a request is encoded: as JSON, a form, a multipart form, or text. */
export type ContentType = {
  readonly kind: 'json' | 'form' | 'multipart' | 'text';
  /** The media type that is sent, with its parameters. */
  readonly mediaType: string;
  /** Whether the step spells the media type out; a JSON text is then sent as it is. */
  readonly isSpeltOut: boolean;
};

/** The short names that `content_type` accepts besides media types. */
const NAMES = {
  json: { kind: 'json', mediaType: 'application/json', isSpeltOut: false },
  form: { kind: 'form', mediaType: 'application/x-www-form-urlencoded', isSpeltOut: false },
  multipart: { kind: 'multipart', mediaType: 'multipart/form-data', isSpeltOut: false },
} as const satisfies Readonly<Record<string, ContentType>>;

export const jsonContent: ContentType = NAMES.json;
export const formContent: ContentType = NAMES.form;
export const multipartContent: ContentType = NAMES.multipart;

/** The keys of a step that hold each kind of content. */
export const SENT_KEYS: Readonly<Record<ContentType['kind'], readonly string[]>> = {
  json: ['body'],
  text: ['body'],
  form: ['body', 'form_fields'],
  multipart: ['body', 'form_fields', 'file_fields'],
};

const MEDIA_TYPE = /^\s*([\w.+*!#$&^-]+\/[\w.+*!#$&^-]+)\s*(?:;.*)?$/;

/** Parses a `content_type` or a `Content-Type` header; undefined when it is neither a name nor a media type. */
export function readContentType(text: string): ContentType | undefined {
  if (Object.hasOwn(NAMES, text)) return NAMES[text as keyof typeof NAMES];
  const essence = MEDIA_TYPE.exec(text)?.[1]?.toLowerCase();
  if (essence === undefined) return undefined;
  return { kind: kindOf(essence), mediaType: text.trim(), isSpeltOut: true };
}

function kindOf(essence: string): ContentType['kind'] {
  if (essence === NAMES.form.mediaType) return 'form';
  if (essence === NAMES.multipart.mediaType) return 'multipart';
  return /[/+]json$/.test(essence) ? 'json' : 'text';
}

/** Why a body cannot be sent as this kind of content; undefined when it can. */
export function problemOfBody(
  { kind, mediaType }: ContentType,
  body: Json | undefined,
  formFields: Readonly<Record<string, Json>>,
): string | undefined {
  if (kind === 'json' || body === undefined || body === null) return undefined;
  if (kind === 'text')
    return typeof body === 'object'
      ? `content_type ${mediaType}: expected a body that is text, found a ${Array.isArray(body) ? 'list' : 'map'}`
      : undefined;
  if (typeof body === 'object' && !Array.isArray(body)) return undefined;
  if (kind === 'form' && typeof body === 'string' && Object.keys(formFields).length === 0) return undefined;
  return `content_type ${mediaType}: expected a body that is a map`;
}

/** Why a `Content-Type` header written by hand contradicts the content; undefined when it does not. */
export function problemOfHeader(content: ContentType, header: string): string | undefined {
  const stated = readContentType(header);
  if (stated === undefined || stated.kind === content.kind) return undefined;
  const isForm = ({ kind }: ContentType): boolean => kind === 'form' || kind === 'multipart';
  if (!isForm(stated) && !isForm(content)) return undefined;
  return `the header Content-Type says ${header}, and the content is sent as ${content.mediaType}`;
}

/** The boundary parameter of a multipart media type; undefined when it has none. */
export function boundaryOf(mediaType: string): string | undefined {
  const match = /;\s*boundary=(?:"([^"]*)"|([^\s;]*))/i.exec(mediaType);
  return (match?.[1] ?? match?.[2]) || undefined;
}
