/** A token of JSON text. `rest` is text that is no longer JSON. */
type JsonToken = {
  readonly kind: 'key' | 'string' | 'number' | 'word' | 'punctuation' | 'rest';
  readonly text: string;
};

/** One line of formatted JSON. `pointer` is the JSON Pointer of the value that starts on it; a closing line has none. */
export type JsonLine = {
  readonly depth: number;
  readonly pointer?: string;
  readonly tokens: readonly JsonToken[];
};

type Frame = { readonly isMap: boolean; readonly pointer: string; index: number; awaitsKey: boolean };
type Line = { depth: number; pointer?: string; tokens: JsonToken[] };

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null)|([{}[\],:]))/y;

/**
 * Formats JSON without parsing it: numbers keep their digits, keys their order and duplicates, and a text that was cut is
 * formatted up to its end. Undefined if it does not begin like JSON.
 */
export function layOutJson(text: string): readonly JsonLine[] | undefined {
  if (!/^\s*[[{"\d-]/.test(text)) return undefined;
  const lines: Line[] = [{ depth: 0, pointer: '', tokens: [] }];
  const frames: Frame[] = [];
  const add = (kind: JsonToken['kind'], token: string): void =>
    void lines.at(-1)!.tokens.push({ kind, text: token });
  const open = (pointer?: string): void =>
    void lines.push({ depth: frames.length, ...(pointer !== undefined && { pointer }), tokens: [] });
  const openItem = (frame: Frame): void => (frame.isMap ? open() : open(`${frame.pointer}/${frame.index}`));

  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    const frame = frames.at(-1);
    if (match === null) {
      const rest = text.slice(at).trim();
      if (rest === '') break;
      if (lines.length === 1 && lines[0]!.tokens.length === 0) return undefined;
      add('rest', rest);
      break;
    }
    const [, string, number, word, sign] = match;
    if (string !== undefined && frame?.awaitsKey) {
      frame.awaitsKey = false;
      lines.at(-1)!.pointer = `${frame.pointer}/${escapeKey(string)}`;
      add('key', string);
    } else if (string !== undefined) add('string', string);
    else if (number !== undefined) add('number', number);
    else if (word !== undefined) add('word', word);
    else if (sign === '{' || sign === '[') {
      const close = /\s*[}\]]/y;
      close.lastIndex = TOKEN.lastIndex;
      if (close.test(text)) {
        add('punctuation', sign === '{' ? '{}' : '[]');
        TOKEN.lastIndex = close.lastIndex;
      } else {
        add('punctuation', sign);
        const isMap = sign === '{';
        const inner = { isMap, pointer: lines.at(-1)!.pointer ?? '', index: 0, awaitsKey: isMap };
        frames.push(inner);
        openItem(inner);
      }
    } else if (sign === '}' || sign === ']') {
      frames.pop();
      open();
      add('punctuation', sign);
    } else if (sign === ':') add('punctuation', ': ');
    else {
      add('punctuation', ',');
      if (frame === undefined) continue;
      frame.index++;
      frame.awaitsKey = frame.isMap;
      openItem(frame);
    }
  }
  return lines;
}

const escapeKey = (token: string): string => unquote(token).replaceAll('~', '~0').replaceAll('/', '~1');

function unquote(token: string): string {
  try {
    return JSON.parse(token) as string;
  } catch {
    return token.slice(1, -1);
  }
}
