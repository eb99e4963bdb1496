import {
  NOT_STARTED,
  type RunEvent,
  type SpecDiagnostic,
  type SpecResult,
  type StepResult,
} from '../../run/events.ts';
import { isFine, isOwnFailure } from '../../run/verdict-order.ts';
import { causeKeyOf } from '../root-causes.ts';
import { idOf } from '../spec-name.ts';
import { exchangeLines } from './exchange-lines.ts';
import { FailureRoom, type Shown } from './failure-room.ts';
import { diagnosticLines, failureLines, NARROW, type Page, specLines } from './failure.ts';
import { count, formatDuration } from './text.ts';
import { fit, wrap } from './width.ts';
import { countsLine } from './summary-lines.ts';

/** Where a console prints. `isLive`: a terminal whose last lines can be redrawn. */
export type Screen = {
  /** Each element is printed as one line, whatever it contains. */
  readonly print: (lines: readonly string[]) => void;
  /** Erases the last lines of a live terminal. */
  readonly eraseLines: (count: number) => void;
  readonly isLive: boolean;
  readonly page: Page;
};

export type ConsoleOptions = {
  readonly quiet: boolean;
  /** Shows each exchange when its step is finished, and every failure in full, even if its cause was shown before. */
  readonly verbose: boolean;
  readonly elapsedMs: () => number;
};

/** With more specs than this, passed specs are counted, not listed. */
const LIST_PASSED_UP_TO = 50;

/** Rules whose warnings a quiet run shows, too. */
const QUIET_RULES: readonly string[] = ['lost-steps', 'frontmatter-key'];

const REDRAW_MS = 80;

const SHOWN_RUNNING = 4;

/**
 * Prints a run as it happens: in the order of the plan, each spec as one block. On a terminal, a few live lines below show what
 * is running.
 */
export class Console {
  readonly #screen: Screen;
  readonly #options: ConsoleOptions;
  readonly #running = new Map<number, number>();
  /** By index; printed results are dropped, and results that are not printed are not kept. */
  readonly #waiting: (SpecResult | 'silent' | undefined)[] = [];
  readonly #counts = { total: 0, passed: 0, failed: 0, blocked: 0, errored: 0, skipped: 0 };
  #specs: readonly { readonly file: string }[] = [];
  #next = 0;
  #liveLines = 0;
  #drawnAtMs = Number.NEGATIVE_INFINITY;
  #progressAt = 0;
  #notStarted = 0;
  readonly #printedOnce = new Set<string>();
  /** The spec in which each cause was shown. */
  readonly #shownIn = new Map<string, string>();
  readonly #room = new FailureRoom();

  constructor(screen: Screen, options: ConsoleOptions) {
    this.#screen = screen;
    this.#options = options;
  }

  add(event: RunEvent): void {
    switch (event.type) {
      case 'run-started':
        this.#specs = event.specs;
        return;
      case 'spec-started':
        this.#running.set(event.index, this.#options.elapsedMs());
        this.#draw();
        return;
      case 'step-finished':
        if (this.#options.verbose) this.#printExchange(event.step, this.#specs[event.index]?.file);
        this.#draw();
        return;
      case 'spec-finished':
        this.#running.delete(event.index);
        this.#waiting[event.index] = this.#isSilent(event.result) ? 'silent' : event.result;
        this.#counts.total++;
        this.#counts[event.result.verdict]++;
        this.#flush();
        this.#progress(event.result);
        return;
      case 'run-finished':
        this.#finish();
        return;
    }
  }

  /** Erases the live lines. */
  clear(): void {
    if (this.#liveLines === 0) return;
    this.#screen.eraseLines(this.#liveLines);
    this.#liveLines = 0;
    this.#drawnAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Redraws the live lines, so that the time advances while nothing happens. */
  tick(): void {
    this.#draw();
  }

  #flush(): void {
    for (let result = this.#waiting[this.#next]; result !== undefined; result = this.#waiting[this.#next]) {
      this.#waiting[this.#next++] = undefined;
      if (result !== 'silent') this.#print(result);
    }
    this.#draw();
  }

  #finish(): void {
    this.clear();
    if (this.#notStarted > 0) this.#screen.print([`${count(this.#notStarted, 'spec')} not started`]);
    const { hidden } = this.#room;
    if (hidden > 0)
      this.#screen.print([
        `${hidden} more did not pass and are not shown here: report.json has all of them, --verbose prints them`,
      ]);
  }

  #printExchange(step: StepResult, file: string | undefined): void {
    const isAlone = this.#specs.length === 1;
    this.clear();
    this.#screen.print(exchangeLines(step, isAlone ? undefined : file, this.#screen.page));
  }

  /** Passed specs are listed if there are few. */
  #isListed(result: SpecResult): boolean {
    return !this.#options.quiet && (!isFine(result.verdict) || this.#specs.length <= LIST_PASSED_UP_TO);
  }

  #isSilent(result: SpecResult): boolean {
    return (
      isFine(result.verdict) &&
      !this.#isListed(result) &&
      this.#warningsOf(result).length === 0 &&
      this.#textWarningsOf(result).length === 0
    );
  }

  /** Warnings about the text of a spec; in a quiet run only those that it may not mean what its author intended. */
  #textWarningsOf({ diagnostics }: SpecResult): readonly SpecDiagnostic[] {
    return diagnostics.filter(
      ({ severity, rule }) => severity === 'warning' && (!this.#options.quiet || QUIET_RULES.includes(rule)),
    );
  }

  /** In a quiet run only the warning that no contract was checked, once for all specs with the same one. */
  #warningsOf({ warnings, steps }: SpecResult): readonly string[] {
    if (!this.#options.quiet || warnings.length === 0) return warnings;
    return steps
      .flatMap(({ checks }) => checks)
      .filter(
        ({ name, outcome, severity }) =>
          name === 'document-found' && outcome !== 'passed' && severity === 'warn',
      )
      .map(({ name, message }) => `${name}: ${message}`)
      .filter((warning) => !this.#printedOnce.has(warning));
  }

  #print(result: SpecResult): void {
    if (result.reason === NOT_STARTED) {
      this.#notStarted++;
      return;
    }
    const { page } = this.#screen;
    const isListed = this.#isListed(result);
    const cause = this.#causeOf(result);
    const shownIn = cause && this.#shownIn.get(cause);
    const shown = this.#shownOf(result, shownIn);
    if (shown === 'nothing') return;
    if (cause !== undefined && shownIn === undefined) this.#shownIn.set(cause, idOf(result));
    const lines = isListed || !isFine(result.verdict) ? [...specLines(result, page, sameAs(shownIn))] : [];
    if (isListed && result.verdict === 'skipped' && result.reason !== null)
      lines.push(`        ${page.paint('dim', result.reason)}`);
    if (shown === 'its reason' && result.reason !== null)
      lines.push(`        ${page.paint('dim', fit(result.reason, page.columns - 8))}`);
    if (!isFine(result.verdict) && shown === 'whole')
      lines.push(...failureLines(this.#withoutEchoes(result), page), '');
    if (isFine(result.verdict))
      for (const warning of this.#textWarningsOf(result))
        lines.push(...diagnosticLines(result, warning, page));
    const warnings = this.#warningsOf(result);
    for (const warning of shown === 'whole' ? warnings : besideCause(warnings)) {
      if (this.#options.quiet) this.#printedOnce.add(warning);
      lines.push(
        ...warningLines(
          `${isListed ? '' : `${result.file}: `}${fit(warning, Math.max(page.columns * 2, 200))}`,
          page,
        ),
      );
    }
    if (lines.length > 0) {
      this.clear();
      this.#screen.print(lines);
    }
  }

  #shownOf({ verdict }: SpecResult, shownIn: string | undefined): Shown {
    return this.#options.verbose || isFine(verdict) ? 'whole' : this.#room.next(shownIn !== undefined);
  }

  /** The cause of a failure, if it is all that there is to show. */
  #causeOf(result: SpecResult): string | undefined {
    if (this.#options.verbose || isFine(result.verdict) || hasMoreToShow(result)) return undefined;
    return causeKeyOf(result);
  }

  /** A problem outside the specs, as in environments.yaml, is explained in full once; after that only as a reason. */
  #withoutEchoes(result: SpecResult): SpecResult {
    const diagnostics = result.diagnostics.filter((each) => {
      if (each.rule !== 'environment' && each.file === undefined) return true;
      const key = `${each.file}:${each.line}:${each.message}`;
      const isNew = !this.#printedOnce.has(key);
      this.#printedOnce.add(key);
      return isNew;
    });
    return { ...result, diagnostics };
  }

  /** In the log of a long run: a line for each tenth of the finished specs. */
  #progress({ reason }: SpecResult): void {
    const { total } = this.#counts;
    if (this.#screen.isLive || this.#options.quiet || this.#specs.length <= LIST_PASSED_UP_TO) return;
    const tenth = Math.floor((total * 10) / this.#specs.length);
    if (reason === NOT_STARTED || tenth === this.#progressAt) return;
    this.#progressAt = tenth;
    this.#screen.print([`${total}/${this.#specs.length}  ${countsLine(this.#counts, this.#screen.page)}`]);
  }

  #draw(): void {
    if (!this.#screen.isLive || this.#options.quiet) return;
    const now = this.#options.elapsedMs();
    if (now - this.#drawnAtMs < REDRAW_MS && this.#liveLines > 0) return;
    this.#drawnAtMs = now;
    const { columns, paint } = this.#screen.page;
    const running = [...this.#running].slice(0, SHOWN_RUNNING);
    const lines = running.map(([index, since]) => {
      const time = formatDuration(now - since);
      return paint(
        'dim',
        `running ${fit(this.#specs[index]?.file ?? '', Math.max(columns - 10 - time.length, 8), 'middle')}  ${time}`,
      );
    });
    if (this.#running.size > SHOWN_RUNNING)
      lines.push(paint('dim', `        and ${this.#running.size - SHOWN_RUNNING} more`));
    const counts = countsLine(this.#counts, this.#screen.page);
    lines.push(
      `${this.#counts.total}/${this.#specs.length}  ${counts}${counts === '' ? '' : '  '}${paint('dim', formatDuration(now))}`,
    );
    this.clear();
    this.#screen.print(lines);
    this.#liveLines = lines.length;
  }
}

/** The further warnings of a spec whose cause was shown, without missing documents, which would take a line each. */
const besideCause = (warnings: readonly string[]): readonly string[] =>
  warnings.filter((warning) => !/(?:^|: )document-found: /.test(warning));

function warningLines(warning: string, { paint, columns }: Page): readonly string[] {
  const [first = '', ...rest] = columns < NARROW ? wrap(warning, Math.max(columns - 10, 10)) : [warning];
  return [`  ${paint('yellow', 'warning')} ${first}`, ...rest.map((line) => `${' '.repeat(10)}${line}`)];
}

/** Whether a result has more than one problem, or a diagnostic of its text. */
const hasMoreToShow = ({ steps, diagnostics }: SpecResult): boolean =>
  steps.filter(({ verdict }) => isOwnFailure(verdict)).length + diagnostics.length > 1;

const sameAs = (file: string | undefined): string => (file === undefined ? '' : `same cause as ${file}`);
