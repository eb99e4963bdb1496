import { readXml, type XmlElement } from './xml-reader.ts';

/**
 * The errors of a document by an XML Schema of JUnit's kind: elements at the top or nested, sequences and choices in any order,
 * attributes of plain text or with one pattern.
 */
export function problemsByXsd(xsd: string, document: XmlElement): readonly string[] {
  const schema = readXml(plain(xsd));
  const named = (kind: string, name: string): XmlElement | undefined =>
    schema.children.find((child) => child.name === kind && child.attributes['name'] === name);
  const problemsOf = (
    element: XmlElement,
    declared: XmlElement | undefined,
    path: string,
  ): readonly string[] => {
    const here = `${path}/${element.name}`;
    if (declared === undefined) return [`${here}: no element of that name`];
    const type = declared.attributes['type'];
    if (type === 'xs:string') return element.children.length === 0 ? [] : [`${here}: holds elements`];
    const complex =
      type === undefined
        ? declared.children.find(({ name }) => name === 'complexType')
        : named('complexType', type);
    if (complex === undefined) return [`${here}: of an unknown type`];
    const parts = inside(complex);
    const attributes = parts.filter(({ name }) => name === 'attribute');
    const known = attributes.map((each) => each.attributes['name']!);
    const required = attributes.filter((each) => each.attributes['use'] === 'required');
    return [
      ...required
        .map((each) => each.attributes['name']!)
        .flatMap((name) => (name in element.attributes ? [] : [`${here}: ${name} is missing`])),
      ...Object.keys(element.attributes).flatMap((name) =>
        known.includes(name) ? [] : [`${here}: no attribute ${name} there`],
      ),
      ...attributes.flatMap((each) => {
        const value = element.attributes[each.attributes['name']!];
        const pattern = named('simpleType', each.attributes['type']!);
        const regex = pattern && inside(pattern).find(({ name }) => name === 'pattern')?.attributes['value'];
        return value === undefined || regex === undefined || new RegExp(`^(?:${regex})$`).test(value)
          ? []
          : [`${here}: ${each.attributes['name']} ${value}`];
      }),
      ...(complex.attributes['mixed'] === 'true' || element.text.trim() === '' ? [] : [`${here}: text`]),
      ...element.children.flatMap((child) => {
        const allowed = parts.find(
          ({ name, attributes: { ref, name: own } }) => name === 'element' && (ref ?? own) === child.name,
        );
        return allowed === undefined
          ? [`${here}: no ${child.name} there`]
          : problemsOf(
              child,
              allowed.attributes['ref'] === undefined ? allowed : named('element', child.name),
              here,
            );
      }),
    ];
  };
  return problemsOf(document, named('element', document.name), '');
}

/** Attributes and elements of a type, through its sequences and choices. */
const inside = (type: XmlElement): readonly XmlElement[] =>
  type.children.flatMap((child) =>
    ['sequence', 'choice', 'restriction'].includes(child.name) ? inside(child) : [child],
  );

/** Without what the reader does not support: comments, prefixes of names, and spaces in tags. */
const plain = (xsd: string): string =>
  xsd
    .replace(/<\?xml[^>]*\?>|<!--[\s\S]*?-->/g, '')
    .replace(/<(\/?)xs:/g, '<$1')
    .replace(/xmlns:xs/g, 'xmlns')
    .replace(/\s+(\/?>)/g, '$1')
    .trim();
