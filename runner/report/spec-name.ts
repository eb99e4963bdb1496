import type { SpecResult } from '../run/events.ts';
import { baseNameOf } from './folder.ts';

type Named = Pick<SpecResult, 'file' | 'row' | 'turn'>;

/** Which of several results of the same file it is, ` [row] [2]`; empty when there is one. */
const whichOf = ({ row, turn }: Named): string =>
  [row, turn].flatMap((each) => (each === undefined ? [] : [` [${each}]`])).join('');

/** What tells a result from all others of the report. */
export const idOf = (spec: Named): string => `${spec.file}${whichOf(spec)}`;

/** The same without the folder. */
export const shortIdOf = (spec: SpecResult): string => `${baseNameOf(spec.file)}${whichOf(spec)}`;

/** A spec in a few words: its endpoint, else what it is called. */
export const titleOf = (spec: SpecResult): string => (spec.endpoint === '' ? idOf(spec) : spec.endpoint);

/** The endpoint and, in parentheses, one of the names above. */
export const namedBy = (spec: SpecResult, name: string): string =>
  spec.endpoint === '' ? name : `${spec.endpoint} (${name})`;
