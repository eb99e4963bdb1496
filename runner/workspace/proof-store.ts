import { hash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { explainFileError, type FileProblem, readSource, shownPath, stampOf } from './files.ts';
import type { SpecSummary } from '../plan/spec-summary.ts';
import type { SpecResult, Verdict } from '../run/events.ts';
import { isWritten, worseForDocument } from '../run/verdict-order.ts';
import type { Spec } from '../language/parse.ts';
import { usedSpecsOf, writeReuses } from '../writeback/reuse.ts';
import { fingerprint, type WriteBack, writeBack } from '../writeback/write-back.ts';
import { isWithin, linkOutOf } from './confine.ts';
import { asKept, type KeptNames } from './kept-names.ts';
import { PROVEN_FILE, type ProvenFile, type Remembered, readProven } from './proven-file.ts';
import type { Clock } from '../run/clock.ts';
import { patchFile, replaceFile, writeReportFile } from './write-file.ts';

/** The working directory and the clock. */
type Surroundings = { readonly cwd: string; readonly clock: Clock };

/** The store behind `proven.json`: which steps of which spec were last saved and proven. */
export class ProofStore {
  readonly #folder: string;
  readonly #given: readonly string[];
  readonly #names: KeptNames;
  readonly #known: Map<string, Remembered>;
  readonly #verdicts = new Map<string, { readonly worst: Verdict; readonly seen: number }>();
  /** Digests of the texts after verdicts were written, by file. */
  readonly #written = new Map<string, string>();
  /** How often the steps of each file served other specs. */
  readonly #reuses = new Map<string, number>();
  /** The files whose entry this run added. */
  readonly #added = new Set<string>();
  /** The file as it was read last. */
  #file: Pick<ProvenFile, 'isUnread' | 'stamp'>;
  /** Why a part of the file is unknown, in a sentence. */
  readonly problem: string | undefined;

  /**
   * `folder` is the reports folder; a damaged file counts as empty. Verdicts are written below the `given` folders only,
   * wherever links lead.
   */
  constructor(folder: string, given: readonly string[] = [], names: KeptNames = asKept) {
    this.#folder = folder;
    this.#given = given;
    this.#names = names;
    const { known, problem, ...file } = readProven(folder, names);
    this.#known = new Map(known);
    this.#file = file;
    this.problem = problem;
  }

  /** The recorded files, and whether each was proven. */
  *files(): Generator<readonly [file: string, isProven: boolean]> {
    for (const [file, { proven }] of this.#known) yield [file, proven !== undefined];
  }

  /**
   * Adds the result of one run of a spec. After its last run, writes the verdict into its document: the worst one, because a
   * document is proven only when all its rows are. A sentence says why that failed.
   */
  async add(spec: Spec, result: SpecResult, runs: number, host: Surroundings): Promise<string | undefined> {
    for (const lender of usedSpecsOf(spec, result))
      this.#reuses.set(lender, (this.#reuses.get(lender) ?? 0) + 1);
    const { verdict, file } = result;
    const { worst, seen } = this.#verdicts.get(file) ?? { worst: verdict, seen: 0 };
    const worse = worseForDocument(verdict, worst);
    if (seen + 1 === runs) return this.#write(spec, worse, host);
    this.#verdicts.set(file, { worst: worse, seen: seen + 1 });
    return undefined;
  }

  /** Writes a verdict into its document. */
  writeBack(spec: Spec, verdict: Verdict, { clock }: Pick<Surroundings, 'clock'>): WriteBack {
    const at = new Date(clock.nowMs()).toISOString();
    return writeBack(spec, { verdict }, at, this.#known.get(spec.source.path)?.saved);
  }

  async #write(spec: Spec, verdict: Verdict, host: Surroundings): Promise<string | undefined> {
    const { cwd } = host;
    const file = spec.source.path;
    const outcome = this.writeBack(spec, verdict, host);
    if (outcome.kind === 'refused') return `${file}: not updated: ${outcome.reason}`;
    if (!isWritten(verdict)) return undefined;
    try {
      const path = resolve(cwd, file);
      const isUsual = outcome.kind === 'changed' && isWithin(this.#given, path);
      let written = isUsual ? patchFile(path, spec.source.text, outcome) : 'too-much';
      if (outcome.kind === 'changed' && written === 'too-much') {
        const elsewhere = linkOutOf(this.#given, path);
        if (elsewhere !== undefined)
          return `${file}: not updated: it is a link to ${shownPath(elsewhere, cwd)}, outside of what was given; name that instead`;
        written = await replaceFile(path, outcome.text, spec.source.text);
      }
      if (written === 'changed-meanwhile')
        return `${file}: not updated, because it was edited during the run`;
      this.#written.set(file, digest(outcome.kind === 'changed' ? outcome.text : spec.source.text));
      const steps = fingerprint(spec);
      const proven = verdict === 'passed' ? steps : this.#known.get(file)?.proven;
      this.#added.add(file);
      this.#known.set(file, { saved: steps, ...(proven !== undefined && { proven }) });
      return undefined;
    } catch (error) {
      return `${file}: not updated: ${explainFileError(error, file)}`;
    }
  }

  /**
   * Writes into the documents of these specs how often their steps served other specs: by `uses`, and by shared answers. Only
   * where a verdict was written. A sentence for each that could not be written.
   */
  async addReuses(
    summaries: readonly SpecSummary[],
    timesShared: (file: string) => number,
    { cwd }: Pick<Surroundings, 'cwd'>,
  ): Promise<readonly string[]> {
    const notes: string[] = [];
    for (const [file, summary] of new Map(summaries.map((each) => [each.path, each]))) {
      const times = (this.#reuses.get(file) ?? 0) + timesShared(file);
      if (times === 0 || !this.#written.has(file)) continue;
      const source = readSource(resolve(cwd, file), file);
      if ('problem' in source || digest(source.text) !== this.#written.get(file)) {
        notes.push(`${file}: timesReused not updated, because it was edited during the run`);
        continue;
      }
      const outcome = writeReuses(summary.read(), source.text, times);
      if (outcome.kind === 'refused') notes.push(`${file}: timesReused not updated: ${outcome.reason}`);
      if (outcome.kind !== 'changed') continue;
      await replaceFile(resolve(cwd, file), outcome.text, source.text).catch((error: unknown) => {
        notes.push(`${file}: timesReused not updated: ${explainFileError(error, file)}`);
      });
    }
    return notes;
  }

  /** Whether a spec's steps differ from those last proven; false where nothing is recorded. */
  hasChanged({ path, read }: SpecSummary): boolean {
    const proven = this.#known.get(path)?.proven;
    return proven !== undefined && proven !== fingerprint(read());
  }

  /** The entries that this run added, by file. */
  get additions(): Readonly<Record<string, Remembered>> {
    return Object.fromEntries([...this.#added].sort().map((file) => [file, this.#known.get(file)!]));
  }

  /** Adds the entries of a run on another machine. */
  merge(additions: Readonly<Record<string, Remembered>>): void {
    for (const [file, remembered] of Object.entries(additions)) {
      this.#added.add(file);
      this.#known.set(file, remembered);
    }
  }

  /** Writes the entries to the file as it is now: another run may have added its own since it was read. */
  async save(): Promise<FileProblem | undefined> {
    const path = join(this.#folder, PROVEN_FILE);
    if (stampOf(path) !== this.#file.stamp) {
      const { known, problem, ...file } = readProven(this.#folder, this.#names);
      if (file.isUnread === 'foreign') return { problem: problem! };
      this.#adopt(known);
      this.#file = file;
    }
    // Reading it has said so.
    if (this.#file.isUnread === 'foreign') return undefined;
    if (this.#file.isUnread) return { problem: `${path} is left as it is` };
    const sorted = Array.from(
      this.#known,
      ([file, remembered]) => [this.#names.kept(file), remembered] as const,
    ).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return writeReportFile(
      this.#folder,
      PROVEN_FILE,
      `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`,
    );
  }

  /** Takes over the entries of other runs. */
  #adopt(others: ReadonlyMap<string, Remembered>): void {
    for (const [file, other] of others)
      this.#known.set(file, this.#added.has(file) ? joined(this.#known.get(file)!, other) : other);
  }
}

/** The entry of this run, with the proof that another run added if this one proved nothing. */
function joined(own: Remembered, other: Remembered): Remembered {
  const proven = own.proven === own.saved ? own.proven : (other.proven ?? own.proven);
  return { saved: own.saved, ...(proven !== undefined && { proven }) };
}

const digest = (text: string): string => hash('sha256', text, 'base64');
