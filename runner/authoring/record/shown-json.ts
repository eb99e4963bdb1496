/** The end of a JSON text that a report has cut: a note with the number of further characters. */
const CUT = /… \(\d+ more characters\)$/;

/** An answer from a report. Of one that was cut, the part before; undefined where it is not JSON. */
export function readShownJson(
  text: string,
): { readonly value: unknown; readonly isCut: boolean } | undefined {
  if (!CUT.test(text)) {
    const value = parse(text);
    return value === undefined ? undefined : { value, isCut: false };
  }
  const value = parse(closed(text.replace(CUT, '')));
  return value === undefined ? undefined : { value, isCut: true };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Removes the last, possibly incomplete member, and closes the open lists and objects. */
function closed(text: string): string {
  const open: string[] = [];
  let isInText = false;
  let whole = { end: 0, open: '' };
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (isInText) {
      if (char === '\\') at++;
      else if (char === '"') isInText = false;
      continue;
    }
    if (char === '"') isInText = true;
    else if (char === '{' || char === '[') {
      open.push(char === '{' ? '}' : ']');
      whole = { end: at + 1, open: open.join('') };
    } else if (char === '}' || char === ']') {
      open.pop();
      whole = { end: at + 1, open: open.join('') };
    } else if (char === ',') whole = { end: at, open: open.join('') };
  }
  return text.slice(0, whole.end) + [...whole.open].reverse().join('');
}
