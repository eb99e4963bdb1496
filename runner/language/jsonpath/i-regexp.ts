/** Whether JavaScript can read a pattern; one that it cannot matches nothing (RFC 9535, section 2.4.6). */
export function isPattern(pattern: string): boolean {
  try {
    new RegExp(sourceOfPattern(pattern, false), 'u');
    return true;
  } catch {
    return false;
  }
}

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
