import { wellFormed } from '../text/well-formed.ts';

/** A place in a file, counted from 1. */
type Place = { readonly path: string; readonly line: number; readonly column: number };

/** A place in SARIF. */
export const sarifLocation = ({ path, line, column }: Place) => ({
  physicalLocation: {
    artifactLocation: { uri: toUri(path) },
    region: { startLine: Math.max(line, 1), startColumn: Math.max(column, 1) },
  },
});

/** A relative path stays relative: code hosts look it up in the repository. */
const toUri = (path: string): string =>
  (path.startsWith('/') ? 'file://' : '') + wellFormed(path).split('/').map(encodeURIComponent).join('/');
