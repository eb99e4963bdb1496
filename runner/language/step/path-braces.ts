/** Variables and escapes, which are parsed as such; only the rest can be misspelt. */
const READ = /\\\{\{.*?\}\}|\{\{.*?\}\}|\\<<[^<>]*>>|<<[^<>]*>>|(?<!\{)\{[A-Za-z_][\w.-]*\}(?!\})/g;
/** In a query, braces may belong to JSON; these cannot. */
const IN_QUERY = /\{\s*[\w.-]*\s*\}|\{\s*[\w.-]*$|<[^<>{}]*>/;
const IN_PATH = /[{}<>]/;

/** The first brace of a path that belongs to no parameter and would be sent as written. */
export function strayBraceIn(path: string): string | undefined {
  if (!IN_PATH.test(path)) return undefined;
  const left = path.replace(READ, (found) => ' '.repeat(found.length));
  const query = left.indexOf('?');
  const end = query === -1 ? left.length : query;
  const inPath = left.slice(0, end).search(IN_PATH);
  const inQuery = left.slice(end).search(IN_QUERY);
  const at = inPath !== -1 ? inPath : inQuery === -1 ? -1 : end + inQuery;
  return at === -1 ? undefined : /^[^/?&]+/.exec(path.slice(at))![0];
}
