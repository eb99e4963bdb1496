type Container = Record<string, unknown> | unknown[];

/** Removes what an RFC 6901 pointer names from a JSON value, in place; a `*` stands for every item or member. */
export function removeAt(root: unknown, pointer: string): void {
  visit(root, tokensOf(pointer), (container, key) => {
    if (!Array.isArray(container)) delete container[key];
    else if (isIndex(key)) container.splice(Number(key), 1);
  });
}

/** Sets what an RFC 6901 pointer names in a JSON value, in place; a `*` stands for every item or member. */
export function setAt(root: unknown, pointer: string, value: unknown): void {
  visit(root, tokensOf(pointer), (container, key) => {
    if (!Array.isArray(container)) container[key] = value;
    else if (key === '-') container.push(value);
    else if (isIndex(key)) container[Number(key)] = value;
  });
}

/** True for text that names a member: it starts with a slash, and the whole document is not one. */
export function isPointer(text: string): boolean {
  return text.startsWith('/');
}

function tokensOf(pointer: string): string[] {
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function visit(
  node: unknown,
  tokens: readonly string[],
  act: (container: Container, key: string) => void,
): void {
  const [token, ...rest] = tokens;
  if (token === undefined || !isContainer(node)) return;
  // From the last to the first, so that removing an item does not move the others.
  for (const key of token === '*' ? Object.keys(node).reverse() : [token]) {
    if (rest.length === 0) act(node, key);
    else visit(Array.isArray(node) ? node[Number(key)] : node[key], rest, act);
  }
}

function isIndex(key: string): boolean {
  return /^\d{1,6}$/.test(key);
}

function isContainer(node: unknown): node is Container {
  return typeof node === 'object' && node !== null;
}
