/** A document that was fetched: its path, its URL, and the digest of its text. */
export type FetchedDocument = { readonly file: string; readonly url: string; readonly sha256: string };

/** The file beside fetched documents that records their URLs. */
export const SOURCES_FILE = 'swagger/sources.lock';

const HEAD = `# API documents that were fetched: SHA-256, file, address. \`verify-specs init --refresh\` fetches them again.
`;

/** The text of `sources.lock`. */
export const sourcesText = (sources: readonly FetchedDocument[]): string =>
  HEAD + sources.map(({ sha256, file, url }) => `${sha256}  ${file}  ${url}\n`).join('');

/** Parses `sources.lock`, or says which line is invalid. */
export function readFetchedDocuments(
  text: string,
): readonly FetchedDocument[] | { readonly problem: string } {
  const sources: FetchedDocument[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, sha256, file, url] = /^([0-9a-f]{64}) {2}(\S+) {2}(https?:\/\/\S+)$/.exec(line) ?? [];
    if (sha256 === undefined || file === undefined || url === undefined || !isBelowSwagger(file))
      return {
        problem: `${SOURCES_FILE}:${index + 1} is no line of a fetched document: expected a SHA-256, a file below swagger/ and an address, with two blanks between them`,
      };
    sources.push({ sha256, file, url });
  }
  return sources;
}

/** A refresh overwrites the files that a lock file names, so they must be documents. */
const isBelowSwagger = (file: string): boolean => /^swagger\/[A-Za-z0-9][\w.-]*\.(json|ya?ml)$/.test(file);

/** The file name for a document. */
export function documentFileOf(url: string, text: string): string {
  const kind = /^\s*\{/.test(text.replace(/^\uFEFF/, '')) ? 'json' : 'yaml';
  const last = new URL(url).pathname.split('/').pop() ?? '';
  const stem = last
    .replace(/\.(json|ya?ml)$/i, '')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[^A-Za-z\d]+/, '')
    .slice(0, 60);
  const extension = /\.(json|ya?ml)$/i.exec(last)?.[1]?.toLowerCase() ?? kind;
  return `swagger/${stem || 'openapi'}.${extension}`;
}
