import { CUTS, type SpecResult, VERDICTS } from '../../run/events.ts';
import { isBroken, mostUrgentOf } from '../../run/verdict-order.ts';
import { countRequests } from '../fold.ts';
import { groupBy } from '../group.ts';
import type { RenderedFrom, Results } from '../report.ts';
import { cutOf } from '../text/incomplete.ts';
import { visible } from '../text/safe-text.ts';
import { wellFormed } from '../text/well-formed.ts';

/** Each file is a permanent time series on the server that scrapes them. */
const MAX_FILES = 1_000;

type Sample = { readonly labels?: Readonly<Record<string, string>>; readonly value: number };

type Metric = { readonly name: string; readonly help: string; readonly samples: readonly Sample[] };

/** Metrics for the textfile collector of Prometheus' node exporter; all of them are gauges. */
export function renderPrometheus(report: RenderedFrom): string {
  return metricsOf(report)
    .filter(({ samples }) => samples.length > 0)
    .map(
      ({ name, help, samples }) =>
        `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${samples
          .map((sample) => `${name}${labelsOf(sample, report.environment)} ${sample.value}\n`)
          .join('')}`,
    )
    .join('');
}

function metricsOf(report: RenderedFrom): readonly Metric[] {
  const { specs, summary, gate, conclusion, coverage } = report;
  const endMs = (Date.parse(report.startedAt) || 0) + report.durationMs;
  const { files, requests } = countedIn(specs);
  const failed = files.flatMap(([file, results]) => failedSample(file, results));
  const ages = (report.part === undefined ? files : [])
    .flatMap(([file, results]) => ageSample(file, results, endMs))
    .toSorted((a, b) => b.value - a.value);
  const leftOut = Math.max(failed.length - MAX_FILES, 0) + Math.max(ages.length - MAX_FILES, 0);
  const one = (value: number): readonly Sample[] => [{ value }];
  return [
    {
      name: 'verify_specs',
      help: 'Specs of the last run by verdict.',
      samples: VERDICTS.map((verdict) => ({ labels: { verdict }, value: summary[verdict] })),
    },
    {
      name: 'verify_run_timestamp_seconds',
      help: 'When the last run ended, in seconds since 1970.',
      samples: one(endMs / 1_000),
    },
    {
      name: 'verify_run_duration_seconds',
      help: 'How long the last run took.',
      samples: one(report.durationMs / 1_000),
    },
    {
      name: 'verify_run_interrupted',
      help: '1 when a signal stopped the last run before its end.',
      samples: one(report.interrupted ? 1 : 0),
    },
    {
      name: 'verify_run_cut',
      help: '1 for what cut the last run before its end.',
      samples: CUTS.map((by) => ({ labels: { by }, value: cutOf(report) === by ? 1 : 0 })),
    },
    {
      name: 'verify_run_in_part',
      help: '1 when the last run sent a part of its specs only, which proves nothing.',
      samples: one(report.part === undefined ? 0 : 1),
    },
    {
      name: 'verify_gate_open',
      help: '1 when the gate is open, 0 when it is closed; absent when none was asked for.',
      samples: gate === undefined ? [] : one(gate.decision === 'open' ? 1 : 0),
    },
    {
      name: 'verify_requests',
      help: 'Requests that the last run sent: each attempt, poll and redirect.',
      samples: one(requests),
    },
    {
      name: 'verify_specs_changed',
      help: 'Specs by how they compare with the run before.',
      samples:
        conclusion === undefined
          ? []
          : [
              { labels: { state: 'newly-failing' }, value: conclusion.newlyFailing.length },
              { labels: { state: 'still-failing' }, value: conclusion.stillFailing.length },
              { labels: { state: 'fixed' }, value: conclusion.fixed.length },
              { labels: { state: 'flaky' }, value: conclusion.flaky.length },
            ],
    },
    {
      name: 'verify_causes',
      help: 'Causes that several specs share.',
      samples: conclusion === undefined ? [] : one(conclusion.causes.length),
    },
    {
      name: 'verify_coverage_ratio',
      help: 'How much of the API documents passing specs use, from 0 to 1.',
      samples:
        coverage === undefined
          ? []
          : Object.entries(coverage.total).map(([kind, { covered, total }]) => ({
              labels: { kind },
              value: total === 0 ? 1 : covered / total,
            })),
    },
    {
      name: 'verify_spec_failed',
      help: '1 for a file that did not pass, by its verdict.',
      samples: failed.slice(0, MAX_FILES),
    },
    {
      name: 'verify_proof_age_seconds',
      help: 'How old the proof of a file was when the run ended; absent where it has none.',
      samples: ages.slice(0, MAX_FILES),
    },
    {
      name: 'verify_series_left_out',
      help: `Series of files beyond ${MAX_FILES} of a kind, which are left out.`,
      samples: one(leftOut),
    },
  ];
}

/** What metrics say of a result. */
type Counted = Pick<SpecResult, 'file' | 'verdict' | 'verifiedAt'>;

/** The results by file, and how many requests were sent for them. */
function countedIn(specs: Results) {
  let requests = 0;
  const counted = Array.from(specs, (spec): Counted => {
    const { file, verdict, verifiedAt } = spec;
    requests += countRequests([spec]);
    return { file, verdict, ...(verifiedAt !== undefined && { verifiedAt }) };
  });
  return { files: [...groupBy(counted, ({ file }) => file)], requests };
}

/** One series for a file: the worst verdict of its rows. */
function failedSample(file: string, results: readonly Counted[]): readonly Sample[] {
  const verdict = mostUrgentOf(results.map((result) => result.verdict))!;
  return isBroken(verdict) ? [{ labels: { file, verdict }, value: 1 }] : [];
}

/** If all rows passed, this run is the proof; otherwise the one before. */
function ageSample(file: string, results: readonly Counted[], endMs: number): readonly Sample[] {
  if (results.every(({ verdict }) => verdict === 'passed')) return [{ labels: { file }, value: 0 }];
  const provenMs = Date.parse(results[0]!.verifiedAt ?? '');
  const ageMs = endMs - provenMs;
  // A proof in the future does not count.
  return Number.isNaN(ageMs) || ageMs < 0 ? [] : [{ labels: { file }, value: Math.round(ageMs / 1_000) }];
}

function labelsOf({ labels = {} }: Sample, environment: string): string {
  const all = { ...labels, ...(environment !== '' && { environment }) };
  const pairs = Object.entries(all).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** The format has three escapes, and a value must be on one line. */
const escapeLabel = (value: string): string =>
  visible(wellFormed(value)).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
