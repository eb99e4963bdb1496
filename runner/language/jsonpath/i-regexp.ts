/** Whether JavaScript accepts a pattern; an invalid one matches nothing (RFC 9535, section 2.4.6). */
export function isPattern(pattern: string): boolean {
  try {
    new RegExp(sourceOfPattern(pattern, false), 'u');
    return true;
  } catch {
    return false;
  }
}

/**
 * Translates an interoperable regular expression (RFC 9485, section 5.3) for JavaScript's flag u; `isWhole` anchors it at both
 * ends.
 */
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
    // In RFC 9485 a dot excludes line feed and carriage return only; JavaScript's dot excludes two more.
    source += char === '.' && !inClass ? '[^\\n\\r]' : char;
  }
  return isWhole ? `^(?:${source})$` : source;
}
