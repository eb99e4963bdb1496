import { problemOfSeverity } from '../environment/severity.ts';
import type { Limit } from '../http/limit.ts';
import { CRITERIA, type Criterion, EXCLUDES, type Selection } from '../plan/select.ts';
import { REPORTERS } from '../report/formats.ts';
import { readShard, type Shard } from '../plan/shard.ts';
import { readLimit } from '../environment/limits.ts';
import { LONGEST_DURATION, readDuration } from '../language/yaml/fields.ts';
import { suggest } from '../language/diagnostic.ts';
import { METHODS } from '../language/metadata.ts';
import { RUN_DEFAULTS, type RunFlags } from '../session/run-flags.ts';
import { UsageError } from '../workspace/usage-error.ts';

const MAX_JOBS = 1_000;

/** Checks what the command line parser found. Throws {@link UsageError}. */
export function readRunFlags(
  patterns: readonly string[],
  raw: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): RunFlags {
  const reporters = texts(raw['reporter'])
    .flatMap((each) => each.split(','))
    .map((each) => each.trim())
    .filter(Boolean);
  for (const reporter of reporters)
    if (!REPORTERS.includes(reporter))
      throw new UsageError(`unknown reporter "${reporter}"`, suggest(reporter, REPORTERS));
  const faults = texts(raw['fault']);
  const secrets = readSecrets(texts(raw['secret']), env);
  return {
    patterns: patterns.length > 0 ? patterns.map(String) : RUN_DEFAULTS.patterns,
    env: text(raw['env'], '--env') ?? env['VERIFY_ENV'],
    config: text(raw['config'], '--config'),
    jobs: readJobs(raw['jobs']),
    write: raw['write'] !== false,
    keep: faults.length === 0,
    vars: { ...readVars(texts(raw['var'])), ...secrets },
    secrets,
    seed: seedOf(text(raw['seed'], '--seed')),
    reports: text(raw['reports'], '--reports') ?? RUN_DEFAULTS.reports,
    reporters: reporters.length > 0 ? reporters : RUN_DEFAULTS.reporters,
    quiet: raw['quiet'] === true,
    verbose: raw['verbose'] === true,
    contract: readSwitch(raw['contract']),
    severity: readSeverity(texts(raw['severity'])),
    nullable: readNullableFlag(raw['nullable']),
    maxDocumentMb: wholeNumber(raw['maxDocument'], '--max-document', 1),
    strictKnown: raw['strictKnown'] === true,
    swagger: text(raw['swagger'], '--swagger'),
    faults,
    readOnly: raw['readOnly'] === true,
    sharePrerequisites: raw['sharePrerequisites'] === true,
    bail: raw['bail'] === true ? 1 : wholeNumber(raw['bail'], '--bail', 1),
    repeat: wholeNumber(raw['repeat'], '--repeat', 1) ?? RUN_DEFAULTS.repeat,
    shuffle: raw['shuffle'] === true ? '' : text(raw['shuffle'], '--shuffle'),
    timeoutMs: duration(raw['timeout'], '--timeout'),
    failOnFlaky: raw['failOnFlaky'] === true,
    selection: readSelection(raw),
    lastFailed: raw['lastFailed'] === true,
    changed: raw['changed'] === true ? '' : text(raw['changed'], '--changed'),
    list: raw['list'] === true,
    dryRun: raw['dryRun'] === true,
    until: text(raw['until'], '--until'),
    keepResources: raw['keep'] === true,
    gate: raw['gate'] === true,
    maxAgeMs: duration(raw['maxAge'], '--max-age'),
    shard: shardOf(text(raw['shard'], '--shard'), env),
    retries: wholeNumber(raw['retries'], '--retries', 0),
    limit: readRateLimit(text(raw['rateLimit'], '--rate-limit')),
    limits: text(raw['limits'], '--limits') ?? (env['VERIFY_LIMITS'] || undefined),
    specTimeoutMs: duration(raw['specTimeout'], '--spec-timeout'),
  };
}

const texts = (value: unknown): readonly string[] =>
  value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);

function text(value: unknown, flag: string): string | undefined {
  if (value === undefined) return undefined;
  if (value === true || value === '') throw new UsageError(`${flag} needs a value`);
  if (Array.isArray(value)) throw new UsageError(`${flag} stands there more than once`);
  return String(value);
}

function readJobs(value: unknown): number {
  const jobs = Number(text(value, '--jobs') ?? RUN_DEFAULTS.jobs);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > MAX_JOBS)
    throw new UsageError(`--jobs: expected a whole number from 1 to ${MAX_JOBS}, found "${String(value)}"`);
  return jobs;
}

function seedOf(given: string | undefined): string | undefined {
  if (given !== undefined && !/^\d+$/.test(given))
    throw new UsageError(`--seed: expected a whole number, found "${given}"`);
  return given;
}

/** The criteria whose words are few; any other word would select nothing, or with "not" leave nothing out. */
const CHOICES: Partial<Record<Criterion, readonly string[]>> = {
  status: ['verified', 'pending', 'failed', 'skipped'],
  method: METHODS,
};

function readSelection(raw: Readonly<Record<string, unknown>>): Selection {
  const words = (criterion: Criterion): readonly string[] => {
    const given = texts(raw[criterion]);
    return criterion === 'grep'
      ? given
      : given
          .flatMap((each) => each.split(','))
          .map((each) => each.trim())
          .filter(Boolean);
  };
  for (const [criterion, choices] of Object.entries(CHOICES))
    for (const word of words(criterion as Criterion).map((each) => each.replace(EXCLUDES, '')))
      if (!choices.some((choice) => choice.toLowerCase() === word.toLowerCase()))
        throw new UsageError(
          `--${criterion}: expected ${choices.join(', ')}, found "${word}"`,
          suggest(word, choices),
        );
  return Object.fromEntries(
    CRITERIA.map((criterion) => [criterion, words(criterion)]),
  ) as unknown as Selection;
}

function shardOf(
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Shard | undefined {
  if (given === undefined) return undefined;
  const result = readShard(given, env);
  if ('problem' in result) throw new UsageError(`--shard: ${result.problem}`, result.hint);
  return result.shard;
}

/** A whole number that a flag gives; undefined without the flag. */
export function wholeNumber(value: unknown, flag: string, minimum: number): number | undefined {
  const given = text(value, flag);
  if (given === undefined) return undefined;
  const number = Number(given);
  if (!Number.isInteger(number) || number < minimum)
    throw new UsageError(`${flag}: expected a whole number of at least ${minimum}, found "${given}"`);
  return number;
}

function duration(value: unknown, flag: string): number | undefined {
  const given = text(value, flag);
  if (given === undefined) return undefined;
  const ms = readDuration(given);
  if (ms === undefined || ms === 0)
    throw new UsageError(
      `${flag}: expected a duration such as 500ms, 30s or 10m, up to ${LONGEST_DURATION}, found "${given}"`,
    );
  return ms;
}

function readRateLimit(given: string | undefined): Limit | undefined {
  if (given === undefined) return undefined;
  const result = readLimit(given);
  if ('problem' in result) throw new UsageError(`--rate-limit: ${result.problem}`, result.hint);
  return result.limit;
}

function readVars(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`--var: expected name=value, found "${pair}"`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/** `k=v`, or `k`, whose value the process environment has. No message shows a value. */
function readSecrets(
  pairs: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      const name = at === -1 ? pair : pair.slice(0, at);
      if (name === '') throw new UsageError('--secret: expected name=value, or name, found no name');
      // What is no name may be the secret itself.
      const shown = /^[A-Z][A-Z0-9_]*$/.test(name) ? ` ${name}` : '';
      const value = at === -1 ? env[name] : pair.slice(at + 1);
      if (value === undefined)
        throw shown === ''
          ? new UsageError(
              '--secret: expected name=value, or the name of a variable of the process environment, found neither',
              'write --secret name=…',
            )
          : new UsageError(
              `--secret${shown}: the process environment has no${shown}`,
              `set${shown}, or write --secret${shown}=…`,
            );
      if (value === '') throw new UsageError(`--secret${shown}: expected a value, found none`);
      return [name, value];
    }),
  );
}

function readSeverity(pairs: readonly string[]): Readonly<Record<string, string>> {
  const entries = pairs
    .flatMap((each) => each.split(','))
    .map((pair): [string, string] => {
      const [check = '', severity = ''] = pair.split('=').map((each) => each.trim());
      const problem = problemOfSeverity(check, severity);
      if (problem !== undefined) throw new UsageError(`--severity: ${problem.message}`, problem.hint);
      return [check, severity];
    });
  return Object.fromEntries(entries);
}

/** Reads `--nullable`. Throws {@link UsageError}. */
export function readNullableFlag(value: unknown): 'strict' | 'lenient' {
  const found = text(value, '--nullable') ?? RUN_DEFAULTS.nullable;
  if (found === 'strict' || found === 'lenient') return found;
  throw new UsageError(`--nullable: expected strict or lenient, found "${found}"`);
}

function readSwitch(value: unknown): boolean {
  const found = text(value, '--contract') ?? 'on';
  if (found !== 'on' && found !== 'off')
    throw new UsageError(`--contract: expected on or off, found "${found}"`);
  return found === 'on';
}
