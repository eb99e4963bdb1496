/** The source, for JavaScript's flag u, of an interoperable regular expression (RFC 9485, section 5.3); `isWhole`: of all of a text. */
export function sourceOfPattern(pattern: string, isWhole: boolean): string {
  let inClass = false;
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === '\\') {
      source += char + (pattern[++at] ?? '');
      continue;
    }
    if (char === '[') inClass = true;
    if (char === ']') inClass = false;
    // There, a dot is any character but a line feed or carriage return; JavaScript leaves out two more.
    source += char === '.' && !inClass ? '[^\\n\\r]' : char;
  }
  return isWhole ? `^(?:${source})$` : source;
}
