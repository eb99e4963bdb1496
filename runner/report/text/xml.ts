import { oneLine, visible } from './safe-text.ts';
import { wellFormed } from './well-formed.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/**
 * Text between tags. With every `>` escaped it cannot contain `]]>`; characters that XML 1.0 cannot represent are shown as
 * `\x00`.
 */
export const xmlText = (text: string): string =>
  visible(wellFormed(text)).replace(/[&<>]/g, (char) => ENTITIES[char]!);

/** The tag of an element; attributes without a value are left out. */
export function xmlTag(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
): string {
  const pairs = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return `<${[name, ...pairs.map(([key, value]) => `${key}="${xmlAttribute(String(value))}"`)].join(' ')}>`;
}

/** A name or message in one line: a program that prints it prints no line that the text has made up. */
const xmlAttribute = (text: string): string =>
  oneLine(wellFormed(text)).replace(/[&<>"]/g, (char) => ENTITIES[char]!);
