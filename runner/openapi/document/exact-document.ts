import {
  type Document,
  type DocumentOptions,
  isScalar,
  type ParseOptions,
  parse as parseYaml,
  parseDocument,
  type ScalarTag,
  type SchemaOptions,
  type Tags,
  visit,
} from 'yaml';
import { readAnyNumber } from './exact.ts';

/**
 * Cheap test for a number that a double may round: 16 digits in a row, or an exponent. Most documents have none, and are read
 * at full speed.
 */
const MAY_BE_ROUNDED = /(?:^|[[:,\s-])[-+]?\.?\d(?:[\d.]{15}|[\d.]*[eE][-+\d])/m;

type YamlOptions = ParseOptions & DocumentOptions & SchemaOptions;

/** Marks a number as text while a document is parsed. */
const MARK = '\u0000';
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/** Parses JSON, keeping all digits of numbers beyond doubles. Throws SyntaxError. */
export function parseExactDocument(text: string): unknown {
  const plain: unknown = JSON.parse(text);
  if (!MAY_BE_ROUNDED.test(text)) return plain;
  let isMarked = false;
  const marked = text.replace(TOKEN, (token) => {
    if (token.startsWith('"') || typeof readAnyNumber(token) === 'number') return token;
    isMarked = true;
    return JSON.stringify(MARK + token);
  });
  return isMarked ? JSON.parse(marked, unmark) : plain;
}

/** The same for YAML; through JSON, so that aliases become plain copies and cyclic ones are refused here. */
export function parseExactYaml(text: string): unknown {
  const isExact = MAY_BE_ROUNDED.test(text);
  const value = parseAnyYaml(text, { merge: true, ...(isExact && { customTags: markNumbers }) });
  return JSON.parse(JSON.stringify(value) ?? 'null', isExact ? unmark : undefined);
}

/**
 * The library compares each key of a map with all before it, which takes seconds for a map of ten thousand. So keys are compared
 * here, and the library reads the text again if there is anything to say about it.
 */
function parseAnyYaml(text: string, options: YamlOptions): unknown {
  const document = parseDocument(text, { ...options, uniqueKeys: false });
  return document.errors.length + document.warnings.length > 0 || hasRepeatedKey(document)
    ? parseYaml(text, options)
    : document.toJS();
}

function hasRepeatedKey(document: Document.Parsed): boolean {
  let isRepeated = false;
  visit(document, {
    Map: (_, { items }) => {
      const keys = items.map(({ key }) => (isScalar(key) ? key.value : key));
      isRepeated = new Set(keys).size < keys.length;
      return isRepeated ? visit.BREAK : undefined;
    },
  });
  return isRepeated;
}

function unmark(_key: string, value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith(MARK)) return value;
  const digits = value.slice(MARK.length);
  return isDecimal(digits) ? readAnyNumber(digits) : value;
}

const isDecimal = (text: string): boolean => /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text);

/** YAML also allows `+1`, `.5` and `5.`. */
const asJson = (text: string): string =>
  text
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?=$|[eE])/, '');

const markNumbers = (tags: Tags): Tags =>
  tags.map((tag) => {
    if (typeof tag === 'string' || !/:(?:int|float)$/.test(tag.tag) || tag.collection !== undefined)
      return tag;
    const scalar = tag as ScalarTag;
    return {
      ...scalar,
      resolve: (text: string, onError: (message: string) => void, options: ParseOptions) => {
        const digits = asJson(text);
        return isDecimal(digits) && typeof readAnyNumber(digits) !== 'number'
          ? MARK + digits
          : scalar.resolve(text, onError, options);
      },
    };
  });
