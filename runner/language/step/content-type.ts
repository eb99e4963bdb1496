import type { Json } from '../yaml/yaml.ts';

/** How the content of a request is written: as JSON, as a form, as a form in parts, or as a text. */
export type ContentType = {
  readonly kind: 'json' | 'form' | 'multipart' | 'text';
  /** The media type that is sent, with its parameters. */
  readonly mediaType: string;
  /** Whether the step spells the media type out; a JSON text is then sent as it is. */
  readonly isSpeltOut: boolean;
};

/** What `content_type` can say besides a media type. */
const NAMES = {
  json: { kind: 'json', mediaType: 'application/json', isSpeltOut: false },
  form: { kind: 'form', mediaType: 'application/x-www-form-urlencoded', isSpeltOut: false },
  multipart: { kind: 'multipart', mediaType: 'multipart/form-data', isSpeltOut: false },
} as const satisfies Readonly<Record<string, ContentType>>;

export const jsonContent: ContentType = NAMES.json;
export const formContent: ContentType = NAMES.form;
export const multipartContent: ContentType = NAMES.multipart;

/** The keys of a step whose values each kind of content holds. */
export const SENT_KEYS: Readonly<Record<ContentType['kind'], readonly string[]>> = {
  json: ['body'],
  text: ['body'],
  form: ['body', 'form_fields'],
  multipart: ['body', 'form_fields', 'file_fields'],
};

const MEDIA_TYPE = /^\s*([\w.+*!#$&^-]+\/[\w.+*!#$&^-]+)\s*(?:;.*)?$/;

/** Reads a `content_type` or a `Content-Type` header; undefined when it is neither a name nor a media type. */
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

/** Why a `Content-Type` header that a step writes by hand would misname its content; undefined when it does not. */
export function problemOfHeader(content: ContentType, header: string): string | undefined {
  const stated = readContentType(header);
  if (stated === undefined || stated.kind === content.kind) return undefined;
  const isForm = ({ kind }: ContentType): boolean => kind === 'form' || kind === 'multipart';
  if (!isForm(stated) && !isForm(content)) return undefined;
  return `the header Content-Type says ${header}, and the content is sent as ${content.mediaType}`;
}

/** The boundary that a multipart media type names; undefined when it names none. */
export function boundaryOf(mediaType: string): string | undefined {
  const match = /;\s*boundary=(?:"([^"]*)"|([^\s;]*))/i.exec(mediaType);
  return (match?.[1] ?? match?.[2]) || undefined;
}
