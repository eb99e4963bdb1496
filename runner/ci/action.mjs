import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { join, relative, resolve } from 'node:path';

// What action.yml runs: calls the program that the first argument names with what the inputs say, and hands on what came of it.
const [program] = process.argv.slice(2);
const { env } = process;
const input = (name) => (env[`INPUT_${name}`] ?? '').trim();
const lines = (text) =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);

const reports = input('REPORTS') || 'reports';
const reporters = [
  ...new Set([
    ...input('REPORTERS')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
    'json',
    ...(input('COMMENT') === 'true' ? ['markdown'] : []),
  ]),
];
const isShard = input('SHARD') !== '';
if (!['true', 'false'].includes(input('GATE'))) {
  console.error(`verify: the input gate is true or false, not "${input('GATE')}"`);
  process.exit(3);
}
const words = [
  ...lines(input('PATHS')),
  '--reports',
  reports,
  '--reporter',
  reporters.join(','),
  ...(input('ENV') === '' ? [] : ['--env', input('ENV')]),
  ...(isShard ? ['--shard', input('SHARD')] : []),
  ...(input('GATE') === 'true' && !isShard ? ['--gate'] : []),
  ...lines(input('ARGS')),
];

const report = join(reports, 'report.json');
const earlier = writtenAt(report);
const child = spawn(process.execPath, [program, ...words], { stdio: 'inherit' });
// A job that is cancelled stops the run as Ctrl-C does, with its cleanup.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
const [code, signal] = await once(child, 'exit');
const exitCode = code ?? 128 + constants.signals[signal];

const results = {
  'exit-code': exitCode,
  ...(writtenAt(report) === earlier ? {} : resultsOf(report)),
  reports: relative(env.GITHUB_WORKSPACE || process.cwd(), resolve(reports)).replaceAll('\\', '/'),
};
if (env.GITHUB_OUTPUT)
  appendFileSync(
    env.GITHUB_OUTPUT,
    Object.entries(results)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
process.exitCode = exitCode;

function writtenAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

/** What a report counts, and what the gate decided. */
function resultsOf(path) {
  try {
    const { summary, gate } = JSON.parse(readFileSync(path, 'utf8'));
    const { total, passed, failed, blocked, errored, skipped } = summary;
    return { total, passed, failed, blocked, errored, skipped, gate: gate?.decision ?? '' };
  } catch {
    return {};
  }
}
