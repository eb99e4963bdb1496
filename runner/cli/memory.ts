import { join, resolve } from 'node:path';
import { explainFileError, type FileProblem, readSource, replaceFile, writeReportFile } from '../files.ts';
import type { SpecResult } from '../run/events.ts';
import type { Spec } from '../spec/parse.ts';
import { fingerprint, writeBack } from '../writeback/write-back.ts';
import type { Host } from './run-command.ts';

const FILE = 'proven.json';

/** What is remembered between runs: the steps of each spec when its verdict was last written into it. */
export class Memory {
  readonly #folder: string;
  readonly #proven: Map<string, string>;

  /** `folder` is the reports folder; a memory that is damaged is forgotten. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#proven = new Map(Object.entries(read(join(folder, FILE))));
  }

  /** Writes a verdict into its document. The sentence says why it could not. */
  async writeVerdict(spec: Spec, result: SpecResult, { cwd, clock }: Host): Promise<string | undefined> {
    const file = spec.source.path;
    const outcome = writeBack(spec, result, new Date(clock.nowMs()).toISOString(), this.#proven.get(file));
    if (outcome.kind === 'refused') return `${file}: not updated: ${outcome.reason}`;
    if (result.verdict !== 'passed' && result.verdict !== 'failed') return undefined;
    try {
      const written =
        outcome.kind === 'changed'
          ? await replaceFile(resolve(cwd, file), outcome.text, spec.source.text)
          : 'written';
      if (written === 'changed-meanwhile')
        return `${file}: not updated, because it was edited during the run`;
      this.#proven.set(file, fingerprint(spec));
      return undefined;
    } catch (error) {
      return `${file}: not updated: ${explainFileError(error, file)}`;
    }
  }

  save(): Promise<FileProblem | undefined> {
    const sorted = [...this.#proven].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return writeReportFile(this.#folder, FILE, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
  }
}

function read(path: string): Readonly<Record<string, string>> {
  const source = readSource(path, FILE);
  try {
    const data: unknown = 'problem' in source ? {} : JSON.parse(source.text);
    return Object.fromEntries(
      Object.entries(data ?? {}).filter(([, value]) => typeof value === 'string'),
    ) as Record<string, string>;
  } catch {
    return {};
  }
}
