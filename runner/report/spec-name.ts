import type { SpecResult } from '../run/events.ts';
import { baseNameOf } from './folder.ts';

type Named = Pick<SpecResult, 'file' | 'row' | 'turn'>;
type Titled = Named & Pick<SpecResult, 'endpoint'>;

/** Which of several results of a file it is, ` [row] [2]`; empty if there is one. */
const whichOf = ({ row, turn }: Named): string =>
  [row, turn].flatMap((each) => (each === undefined ? [] : [` [${each}]`])).join('');

/** Identifies a result in the report. */
export const idOf = (spec: Named): string => `${spec.file}${whichOf(spec)}`;

/** The same without the folder. */
export const shortIdOf = (spec: Named): string => `${baseNameOf(spec.file)}${whichOf(spec)}`;

/** The page of a spec's trace, else its id; undefined if it has none. */
export const shownTraceOf = ({ trace }: Pick<SpecResult, 'trace'>): string | undefined =>
  trace?.url ?? trace?.id;

/** A short title of a spec: its endpoint, else its name. */
export const titleOf = (spec: Titled): string => (spec.endpoint === '' ? idOf(spec) : spec.endpoint);

/** The endpoint and, in parentheses, one of the names above. */
export const namedBy = (spec: Titled, name: string): string =>
  spec.endpoint === '' ? name : `${spec.endpoint} (${name})`;
