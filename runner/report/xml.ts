import { visible } from './safe-text.ts';
import { wellFormed } from './well-formed.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/**
 * Text between tags. With every `>` escaped, `]]>` cannot stand in it; characters that XML 1.0 has no way to write are
 * shown as `\x00`.
 */
export const xmlText = (text: string): string => legal(text).replace(/[&<>\r]/g, (char) => ENTITIES[char]!);

/** The tag of an element; attributes without a value are left out. */
export function xmlTag(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
): string {
  const pairs = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return `<${[name, ...pairs.map(([key, value]) => `${key}="${xmlAttribute(String(value))}"`)].join(' ')}>`;
}

const xmlAttribute = (text: string): string =>
  legal(text).replace(/[&<>"\t\n\r]/g, (char) => ENTITIES[char]!);

const legal = (text: string): string => visible(wellFormed(text));
