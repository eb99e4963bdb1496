import { parseJson } from '../document/json.ts';
import { showValue } from '../document/show-value.ts';
import { essence, isJsonType } from '../operation/media-type.ts';
import { absent, misspelt, misspeltText, type Reading, read } from './reading.ts';

/** Reads a value whose text is a document of a media type, as in `content` and `contentType`. */
export function readContentText(name: string, texts: readonly string[], mediaType: string): Reading {
  const names = [name];
  const [text] = texts;
  if (text === undefined) return absent;
  if (texts.length > 1) return misspelt(names, `is sent ${texts.length} times; expected one value`);
  if (!isJsonType(mediaType))
    return essence(mediaType) === 'text/plain'
      ? read(names, text)
      : { state: 'unclear', names, message: `is not looked at: its text is ${mediaType}` };
  const value = parseJson(text);
  return value === undefined
    ? misspeltText(names, showValue(text), `, which is not JSON; the document describes it as ${mediaType}`)
    : { state: 'json', names, value };
}
