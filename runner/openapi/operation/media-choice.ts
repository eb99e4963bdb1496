import { ownString } from '../document/json.ts';
import { type Documents, isProblem } from '../document/documents.ts';
import type { Media } from './media.ts';
import { coveringType, essence, isJsonType } from './media-type.ts';

/** The documented media type that a body is checked against. */
export type MediaChoice =
  | {
      readonly kind: 'one';
      readonly type: string;
      readonly media: Media;
      /** Whether it covers the type of the body; otherwise only a JSON type, or other parameters, are alike. */
      readonly isCovering: boolean;
    }
  /** The body may belong to any of these, and their schemas differ. */
  | { readonly kind: 'several'; readonly types: readonly string[] }
  | { readonly kind: 'none' };

type Body = { readonly contentType: string | undefined; readonly isJson: boolean };

type Content = Readonly<Record<string, Media>>;

/** The choices made for each operation, by whether the body is JSON and by its type: a run has few of them. */
type Choices = Readonly<Record<'json' | 'other', Map<string | undefined, MediaChoice>>>;

const known = new WeakMap<Content, Choices>();
const MAX_KNOWN = 100;

/**
 * Chooses the documented media type for a body: the one that covers its type; else the same type with other parameters; else,
 * for a JSON body, any JSON type.
 */
export function chooseMedia(content: Content, body: Body, documents: Documents): MediaChoice {
  const made: Choices = known.get(content) ?? { json: new Map(), other: new Map() };
  const choices = body.isJson ? made.json : made.other;
  const before = choices.get(body.contentType);
  if (before !== undefined) return before;
  known.set(content, made);
  const choice = choose(content, body, documents);
  if (choices.size >= MAX_KNOWN) choices.clear();
  choices.set(body.contentType, choice);
  return choice;
}

function choose(content: Content, { contentType, isJson }: Body, documents: Documents): MediaChoice {
  const types = Object.keys(content);
  const covering = contentType === undefined ? undefined : coveringType(types, contentType);
  if (covering !== undefined)
    return { kind: 'one', type: covering, media: content[covering]!, isCovering: true };
  const alike =
    contentType === undefined ? [] : types.filter((type) => essence(type) === essence(contentType));
  const candidates =
    alike.length > 0 || !isJson ? alike : types.filter((type) => isJsonType(type) || type === '*/*');
  const [type] = candidates;
  if (type === undefined) return { kind: 'none' };
  const schemas = new Set(candidates.map((each) => schemaKey(each, content[each]!, documents)));
  return schemas.size > 1
    ? { kind: 'several', types: candidates }
    : { kind: 'one', type, media: content[type]!, isCovering: false };
}

/** Whether a documented media type covers that of a body. */
export const isCovered = (content: Content, body: Body, documents: Documents): boolean => {
  const choice = chooseMedia(content, body, documents);
  return choice.kind === 'one' && choice.isCovering;
};

/** Why a body that may belong to several media types was not checked. */
export const sayUndecided = (sent: string | undefined, types: readonly string[]): string =>
  `${sent ?? 'no media type'} does not tell which schema is meant: the document has ${types.join(', ')}`;

/** Equal for media types with the same schema. */
function schemaKey(type: string, { schema }: Media, documents: Documents): string {
  if (!schema) return type;
  const found = documents.at(schema);
  const ref = isProblem(found) ? undefined : ownString(found.value, '$ref');
  return ref ?? `${schema.file}#${schema.pointer}`;
}
