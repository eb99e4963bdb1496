import { failed, notMade } from './checks.ts';
import { type OperationQuery, locateOperation, unreadPartsOf } from '../operation/find.ts';
import type { FindingDraft } from './finding.ts';
import type { Documents } from '../document/documents.ts';
import { isAddress, openNamed } from '../document/named.ts';
import type { OperationIndex } from '../operation/operations.ts';

/**
 * Whether the document that a spec names exists, and can be read as far as the spec's endpoint needs it. For a missing document
 * another stands in, with a warning; for an unreadable one none does.
 */
export function findDocument(
  documents: Documents,
  index: OperationIndex,
  endpoint: OperationQuery,
): FindingDraft {
  const { swagger, method, path } = endpoint;
  const named = openNamed(documents, endpoint);
  const expected = swagger ?? null;
  const standIn = (): string | undefined => {
    const located = locateOperation(documents, index, endpoint);
    return located.outcome === 'found' ? located.document.path : undefined;
  };
  switch (named.state) {
    case 'read': {
      const isThere = named.opened.some((document) => index.find(document, method, path) !== undefined);
      const unread = isThere ? [] : unreadPartsOf(named.opened, index, path);
      const other = isThere || unread.length > 0 ? undefined : standIn();
      if (other !== undefined)
        return failed(
          `the API document ${swagger} does not have ${method} ${path}; compared with ${other}, which has it`,
          { expected, actual: other, side: 'spec', severity: 'warn', hint: `write swagger: ${other}` },
        );
      if (unread.length === 0) return { outcome: 'passed', message: named.opened[0]!.path };
      return notMade(
        `the API document ${swagger} cannot be read where it has ${path}: ${unread.join('; ')}; nothing was compared`,
        { expected, actual: null, side: 'document', hint: 'correct that part of the document' },
      );
    }
    case 'unreadable':
      return notMade(`the API document ${named.problem}`, {
        expected,
        actual: null,
        side: 'document',
        hint: `correct the document; --severity document-found=warn runs the spec without it`,
      });
    case 'absent': {
      const other = standIn();
      const looked = isAddress(swagger!)
        ? `swagger: expected the path of a file, found the address ${swagger}, which is not fetched`
        : `the API document ${swagger} is not there (looked for ${named.paths.join(', ')}, and upward from the spec)`;
      return other === undefined
        ? notMade(`${looked}, and no other at hand has ${method} ${path}`, {
            expected,
            actual: null,
            side: 'spec',
            ...(isAddress(swagger!) && { hint: adviseToSave(swagger!) }),
          })
        : failed(`${looked}; compared with ${other}, which has the endpoint`, {
            expected,
            actual: other,
            side: 'spec',
            severity: 'warn',
            hint: `write swagger: ${other}`,
          });
    }
    case 'unnamed': {
      const other = standIn();
      const said = 'the spec names no API document (swagger:)';
      return other === undefined
        ? notMade(`${said}, and none at hand has ${method} ${path}`, {
            expected,
            actual: null,
            side: 'spec',
            severity: 'warn',
            hint: 'name the document that describes the endpoint, as in swagger: swagger/payments.yaml',
          })
        : failed(`${said}; compared with ${other}, which has the endpoint`, {
            expected,
            actual: other,
            side: 'spec',
            severity: 'warn',
            hint: `write swagger: ${other}`,
          });
    }
  }
}

/** How to save the document at a URL as a file that a spec can name. */
function adviseToSave(address: string): string {
  const [name] = /[^/?#]+\.(?:json|ya?ml)(?=[?#]|$)/i.exec(address) ?? [];
  const file = `swagger/${name ?? 'openapi.json'}`;
  return `save the document as ${file}, and write swagger: ${file}`;
}
