import { isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import { inOrder, type KeyOrder, orderBelow } from './key-order.ts';

/** Where a text stands: between brackets, commas and braces mean something. */
type Surroundings = 'block' | 'flow';

/** Words that some version of YAML reads as something else than text. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
const PLAIN = /^[\p{L}_/$](?:[\p{L}\p{M}\p{N}\p{P}\p{S} ]*[\p{L}\p{M}\p{N}\p{P}\p{S}])?$/u;
/** A colon before a blank, a hash behind one, quotes that are no apostrophes, and what an escape stands for. */
const TROUBLE = /:(?: |$)| #|["\\`\u2018-\u201f]|(?<!\p{L})'|'(?!\p{L})/u;
const MARKS_OF_FLOW = /[,[\]{}]/;

/** Whether a text can stand without quotes, for every version of YAML and every reader. */
const canBePlain = (text: string, where: Surroundings): boolean =>
  PLAIN.test(text) &&
  !TROUBLE.test(text) &&
  !WORDS.test(text) &&
  !(where === 'flow' && (MARKS_OF_FLOW.test(text) || text.includes(':')));

const isInDoubleQuotes = (text: string): boolean => text.startsWith('"');

const canBeDouble = (text: string): boolean => !/["\\\p{C}]/u.test(text);

/** A scalar on one line: quoted only where that is needed, and then the same way wherever no escape is needed for it. */
export function inlineScalar(yaml: string, node: Scalar, where: Surroundings): string {
  const written = yaml.slice(node.range![0], node.range![1]);
  if (typeof node.value !== 'string') return written;
  const text = node.value;
  if (node.type === 'PLAIN') {
    const isSplit = where === 'flow' && (MARKS_OF_FLOW.test(text) || /^[-?:]|:$/.test(text));
    return isSplit && canBeDouble(text) ? `"${text}"` : written;
  }
  if (canBePlain(text, where)) return text;
  return isInDoubleQuotes(written) || !canBeDouble(text) ? written : `"${text}"`;
}

/** A value that stands on one line, in one form; with anchors, tags, aliases or empty places it stays as it is written. */
export function inlineValue(yaml: string, node: Node, order: KeyOrder | undefined): string {
  if (isScalar(node)) return isSimple(node) ? inlineScalar(yaml, node, 'block') : written(yaml, node);
  return isSimple(node) ? flowValue(yaml, node, order) : written(yaml, node);
}

const written = (yaml: string, node: Node): string => yaml.slice(node.range![0], node.range![1]);

/** Has neither anchors nor tags nor aliases, and a key and a value wherever one belongs. */
function isSimple(node: unknown): boolean {
  if (isScalar(node))
    return (
      node.anchor === undefined &&
      node.tag === undefined &&
      node.range != null &&
      node.range[1] > node.range[0]
    );
  if (isMap(node))
    return (
      hasNoProperties(node) &&
      node.items.every(({ key, value }) => isScalar(key) && isSimple(key) && isSimple(value))
    );
  return isSeq(node) && hasNoProperties(node) && node.items.every(isSimple);
}

const hasNoProperties = ({ anchor, tag }: { anchor?: string; tag?: string }): boolean =>
  anchor === undefined && tag === undefined;

function flowValue(yaml: string, node: unknown, order: KeyOrder | undefined): string {
  if (isSeq(node)) return flowList(node.items.map((item) => flowValue(yaml, item, order?.each)));
  if (!isMap(node)) return inlineScalar(yaml, node as Scalar, 'flow');
  const pairs = inOrder(node.items, order, ({ key }) => String((key as Scalar).value));
  const entries = pairs.map(({ key, value }) => {
    const name = inlineScalar(yaml, key as Scalar, 'flow');
    return `${name}: ${flowValue(yaml, value, orderBelow(order, String((key as Scalar).value)))}`;
  });
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

const flowList = (items: readonly string[]): string => `[${items.join(', ')}]`;

/** The scalars of a list in brackets; undefined where one of them needs a line of its own. */
export function listInBrackets(yaml: string, items: readonly unknown[]): string | undefined {
  const texts = items.map((item) => {
    if (!isScalar(item) || !isSimple(item) || item.type?.startsWith('BLOCK') === true) return undefined;
    const text = inlineScalar(yaml, item, 'flow');
    const isPlainText = item.type === 'PLAIN' && text === written(yaml, item);
    return text.includes('\n') || (isPlainText && MARKS_OF_FLOW.test(text)) ? undefined : text;
  });
  return texts.every((text) => text !== undefined) ? flowList(texts) : undefined;
}
