import { essence } from '../operation/media-type.ts';
import { readMultipart, type SentPart } from './multipart.ts';
import { isNamed } from './bracket-names.ts';
import type { Source } from '../check/finding.ts';
import { groupPairs, type Pairs, readQuery, sourceOfPairs } from './pairs.ts';

/** A form as it was sent. */
export type SentForm = {
  readonly isMultipart: boolean;
  /** Texts, by name. */
  readonly pairs: Pairs;
  /** Files, by name. */
  readonly files: ReadonlyMap<string, readonly SentPart[]>;
  /** All parts of a multipart form. */
  readonly parts: readonly SentPart[];
};

/** Whether a content type is that of a form. */
export const isFormType = (contentType: string | undefined): boolean =>
  contentType !== undefined &&
  ['application/x-www-form-urlencoded', 'multipart/form-data'].includes(essence(contentType));

/** Parses a form; undefined if it does not match its content type. */
export function readSentForm(contentType: string, sent: string | Uint8Array): SentForm | undefined {
  if (essence(contentType) !== 'multipart/form-data')
    return {
      isMultipart: false,
      pairs: readQuery(typeof sent === 'string' ? sent : textOfPart(sent)),
      files: new Map(),
      parts: [],
    };
  const parts = readMultipart(sent, contentType);
  if (parts === undefined) return undefined;
  const files = new Map<string, SentPart[]>();
  for (const part of parts)
    if (part.filename !== undefined) files.set(part.name, [...(files.get(part.name) ?? []), part]);
  const texts = parts.filter(({ filename }) => filename === undefined);
  return {
    isMultipart: true,
    pairs: groupPairs(texts.map(({ name, content }) => ({ name, text: textOfPart(content) }))),
    files,
    parts,
  };
}

/** The source of a field; for fields with other names, and for the form as a whole, all of it. */
export function sourceOfField(field: string | undefined, { pairs, files }: SentForm): Source {
  const own = field === undefined ? [] : [...pairs].filter(([name]) => isNamed(field, name));
  const found = own.length > 0 ? own : [...pairs];
  const contents = (field === undefined ? undefined : files.get(field)) ?? [];
  const { texts } = sourceOfPairs(...found.map(([, group]) => group));
  return { texts: [...texts, ...contents.map(({ content }) => textOfPart(content))] };
}

/** The text of a part. */
export const textOfPart = (content: Uint8Array): string => Buffer.from(content).toString('utf8');
