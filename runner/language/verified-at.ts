/** `verifiedAt`, on a line of its own or in a flow map, whatever is wrong around it. */
const VERIFIED_AT = /(?:^|[{,])[^\S\n]*["']?verifiedAt["']?[^\S\n]*:[^\S\n]*["']?([^"'\s#,}][^"'\n#,}]*)/m;

/**
 * Finds the day of the last proof in the raw text of a document that is no longer valid YAML: a proof must not be forgotten
 * because of conflict markers, a tab or a colon.
 */
export function findVerifiedAt(text: string): string | undefined {
  const found = VERIFIED_AT.exec(text)?.[1]?.trim();
  return found === undefined || found === '' || found === 'null' || found === '~' ? undefined : found;
}
