import type { Programs } from './contender.ts';

/** The input of every measurement. */
export type Setting = {
  readonly programs: Programs;
  /** A folder of its own, emptied for each measurement. */
  readonly folder: string;
  readonly specs: number;
  readonly jobs: readonly number[];
  readonly rounds: number;
  /** Where other runners are installed, if anywhere. */
  readonly peers: string | undefined;
  /** The root of this project. */
  readonly project: string;
  /** A folder of API documents to read, if any. */
  readonly documents: string | undefined;
  readonly print: (text: string) => void;
};
