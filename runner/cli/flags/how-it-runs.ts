import { MAX_MEGABYTES } from '../../openapi/document/read-file.ts';
import { RUN_DEFAULTS } from '../../session/run-flags.ts';
import type { FlagTable } from './flag.ts';
import { either, onOff, rateLimit, severities } from './run-shapes.ts';
import { wholeNumber, duration, onSwitch, optionalText, repeatable, textValue } from './shapes.ts';

/** The flags of a run that say how it is judged, and how requests are sent. */
export const HOW_IT_RUNS = {
  gate: {
    name: 'gate',
    shape: onSwitch,
    help: 'Exit 5 unless the rules of gate.yaml, or of gate: in environments.yaml, are met',
  },
  maxAgeMs: { name: 'max-age', shape: duration, help: 'A gate: no proof is older than this, as in 30d' },
  notify: {
    name: 'notify',
    shape: either('<slack|webhook>', ['slack', 'webhook']),
    help: 'Post what the run comes to, to the URL in VERIFY_NOTIFY_URL; changes no verdict',
  },
  quiet: {
    name: 'quiet',
    shape: onSwitch,
    help: 'Print what did not pass, what is missing or misspelt, and the summary',
  },
  verbose: {
    name: 'verbose',
    shape: onSwitch,
    help: 'Print each request and its answer as it happens, and each failure in full',
  },
  contract: {
    name: 'contract',
    shape: onOff,
    help: 'Check against the API documents',
    default: RUN_DEFAULTS.contract ? 'on' : 'off',
  },
  severity: {
    name: 'severity',
    shape: severities,
    help: 'error, warn or off for a check, as in document-found=warn or endpoint-called=error (repeatable)',
  },
  nullable: {
    name: 'nullable',
    shape: either('<strict|lenient>', ['strict', 'lenient']),
    help: 'Whether nullable counts as its OpenAPI version says {default}, or wherever it is written',
    default: RUN_DEFAULTS.nullable,
  },
  maxDocumentMb: {
    name: 'max-document',
    shape: wholeNumber('<MB>', { least: 1 }),
    help: 'The largest API document that is read',
    otherwise: String(MAX_MEGABYTES),
  },
  strictKnown: {
    name: 'strict-known',
    shape: onSwitch,
    help: 'Fail on a known issue that no longer happens',
  },
  swagger: { name: 'swagger', shape: textValue('<dir>'), help: 'Where swagger: paths are looked up' },
  bail: {
    name: 'bail',
    shape: wholeNumber('[n]', { least: 1, alone: 1 }),
    help: 'Stop after n specs that did not pass',
    otherwise: '1',
  },
  repeat: { name: 'repeat', shape: wholeNumber('<n>', { least: 1 }), help: 'Run everything n times' },
  shuffle: { name: 'shuffle', shape: optionalText('[seed]'), help: 'Start specs in a random order' },
  timeoutMs: {
    name: 'timeout',
    shape: duration,
    help: 'For the whole run, as in 10m; one that is cut has not passed',
  },
  specTimeoutMs: { name: 'spec-timeout', shape: duration, help: 'For each spec, as in 90s' },
  retries: {
    name: 'retries',
    shape: wholeNumber('<n>', { least: 0 }),
    help: 'Tries after a temporary failure',
    otherwise: 'what the environment says, else 2',
  },
  failOnFlaky: {
    name: 'fail-on-flaky',
    shape: onSwitch,
    help: 'Exit 5 when a spec passed only after a retry',
  },
  limit: {
    name: 'rate-limit',
    shape: rateLimit,
    help: '20/s, 100/m, or sequential, conservative, normal, aggressive',
  },
  limits: {
    name: 'limits',
    shape: textValue('<url>'),
    help: 'Share limits with other processes, as in redis://host:6379',
    variable: 'VERIFY_LIMITS',
  },
  sharePrerequisites: {
    name: 'share-prerequisites',
    shape: onSwitch,
    help: 'Send identical GET prerequisites once',
  },
  readOnly: { name: 'read-only', shape: onSwitch, help: 'Send nothing that may change data' },
  faults: {
    name: 'fault',
    shape: repeatable('<text>'),
    help: "Break the sandbox on purpose, as in: 'GET /business/payments/v1/products status=500' (exit 3 if it changes no answer); documents and history stay as they are",
  },
} as const satisfies FlagTable;
