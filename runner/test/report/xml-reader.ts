/** An element as a strict reader sees it: every character legal, every tag closed, no text lost. */
export type XmlElement = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
};

type Open = { name: string; attributes: Record<string, string>; children: XmlElement[]; text: string };

const TOKEN = /<\?xml [^?]*\?>|<\/([\w-]+)>|<([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>|([^<]+)/y;
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Reads the part of XML that reports use; throws on anything else. */
export function readXml(xml: string): XmlElement {
  if (ILLEGAL.test(xml)) throw new Error('a character that XML 1.0 does not have');
  if (xml.includes(']]>')) throw new Error(']]> in text');
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const path = [root];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < xml.length; ) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(xml);
    if (match === null) throw new Error(`not XML at ${at}: ${xml.slice(at, at + 40)}`);
    const [, closing, opening, attributes, selfClosing, text] = match;
    const top = path.at(-1)!;
    if (closing !== undefined) {
      if (path.pop()!.name !== closing) throw new Error(`</${closing}> closes nothing`);
    } else if (opening !== undefined) {
      const element: Open = {
        name: opening,
        attributes: readAttributes(attributes!),
        children: [],
        text: '',
      };
      top.children.push(element);
      if (selfClosing === '') path.push(element);
    } else if (text !== undefined) top.text += decode(text);
  }
  if (path.length !== 1 || root.children.length !== 1) throw new Error('not one whole document');
  return root.children[0]!;
}

function readAttributes(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(
    ([, name, value]) => [name!, decode(value!)] as const,
  );
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) throw new Error('an attribute twice');
  return Object.fromEntries(pairs);
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function decode(text: string): string {
  return text.replace(
    /&(?:#(\d+)|(\w+));?|&/g,
    (whole, code: string | undefined, name: string | undefined) => {
      if (!whole.endsWith(';')) throw new Error(`a bare & at ${text.slice(0, 40)}`);
      if (code !== undefined) return String.fromCodePoint(Number(code));
      if (NAMED[name!] === undefined) throw new Error(`unknown entity ${whole}`);
      return NAMED[name!]!;
    },
  );
}
