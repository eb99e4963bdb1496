import { REPORTERS } from '../../report/formats.ts';
import type { FlagTable } from './flag.ts';
import { HOW_IT_RUNS } from './how-it-runs.ts';
import { reporterWords } from './run-shapes.ts';
import { choice, onSwitch, textValue } from './shapes.ts';
import { WHAT_RUNS } from './what-runs.ts';

const { env, config, reports, reporters } = WHAT_RUNS;
const { gate, maxAgeMs, notify, quiet, swagger, maxDocumentMb, failOnFlaky, nullable } = HOW_IT_RUNS;

/** Of a run that is over, no request happens. */
const verbose = {
  ...HOW_IT_RUNS.verbose,
  help: 'Print each failure in full, also where another spec has shown its cause',
};

/** What commands that compare specs with API documents take. */
export const COMPARISON_TABLE = {
  swagger: { ...swagger, help: 'Where swagger: paths are looked up, and the documents to compare whole' },
  maxDocumentMb,
  reports: { ...reports, help: 'Where the last run left its reports' },
  config,
  env,
} as const satisfies FlagTable;

export const NEW_TABLE = {
  all: { name: 'all', shape: onSwitch, help: 'Of all operations, or of all that the words name' },
  missing: {
    name: 'missing',
    shape: onSwitch,
    help: 'Of those that have no spec, and that no passing spec of the last run used',
  },
  record: {
    name: 'record',
    shape: textValue('<spec>'),
    help: 'Run a spec, and show the expectations that its answers would hold',
  },
  yes: { name: 'yes', shape: onSwitch, help: 'Write what --record shows' },
  ...COMPARISON_TABLE,
  swagger: { ...swagger, help: 'The folder of the API documents', otherwise: 'swagger' },
} as const satisfies FlagTable;

export const DRIFT_TABLE = {
  nullable,
  format: {
    name: 'format',
    shape: choice('<name>', ['text', 'json', 'markdown', 'sarif']),
    help: 'text, json, markdown or sarif',
    default: 'text',
  },
  failOn: {
    name: 'fail-on',
    shape: choice('<severity>', ['error', 'warn', 'never']),
    help: 'Exit with 5 at an error, a warn, or never',
    default: 'error',
  },
} as const satisfies FlagTable;

export const COVERAGE_TABLE = {
  format: {
    name: 'format',
    shape: choice('<name>', ['text', 'json', 'markdown']),
    help: 'text, json or markdown',
    default: 'text',
  },
  min: {
    name: 'min',
    shape: textValue('<list>'),
    help: 'Exit with 5 below these percentages, as in operations=60,statuses=30,tokens=20',
  },
} as const satisfies FlagTable;

export const MERGE_TABLE = {
  reports,
  reporters: { ...reporters, shape: reporterWords(REPORTERS), help: REPORTERS.join(', ') },
  gate,
  maxAgeMs,
  notify,
  maxDocumentMb,
  quiet,
  verbose,
  failOnFlaky,
} as const satisfies FlagTable;

const shownAgain = REPORTERS.filter((name) => name !== 'json');

export const SHOW_TABLE = {
  reports: { ...reports, otherwise: 'beside the report' },
  // `json` is taken and left out: the report is there already.
  reporters: {
    ...reporters,
    shape: reporterWords(REPORTERS, shownAgain),
    help: shownAgain.join(', '),
    otherwise: 'console',
  },
  quiet,
  verbose,
  open: { name: 'open', shape: onSwitch, help: 'Open the HTML report, and say what was opened or why not' },
} as const satisfies FlagTable;

export const HISTORY_TABLE = {
  reports: { ...reports, help: 'Where the history lies' },
  env: { name: 'env', shape: textValue('<name>'), help: 'Only the runs in this environment' },
  flaky: {
    name: 'flaky',
    shape: onSwitch,
    help: 'Only specs that passed after a retry, or pass and fail in turns',
  },
  slow: { name: 'slow', shape: onSwitch, help: 'The specs that take longest' },
} as const satisfies FlagTable;
