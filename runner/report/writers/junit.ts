import type { SpecResult, Verdict } from '../../run/events.ts';
import { stepName } from '../../language/step/step.ts';
import { conclusionLines } from '../conclusion.ts';
import { explainSpec } from '../text/explain-spec.ts';
import type { Extras } from '../extras.ts';
import { curlOf } from '../text/failure.ts';
import { reasonOf, warningsOf } from '../findings.ts';
import { countVerdicts } from '../fold.ts';
import { folderOf } from '../folder.ts';
import { piecesOfLines } from './pieces.ts';
import { type RunCase, runCaseOf } from '../text/incomplete.ts';
import { oneLine, safeText } from '../text/safe-text.ts';
import { retriesOf } from '../retries.ts';
import { namedBy, shortIdOf } from '../spec-name.ts';
import { xmlTag, xmlText } from '../text/xml.ts';
import type { RenderedFrom, Results } from '../report.ts';

/**
 * JUnit XML within the schema that Jenkins validates. GitLab would read `file` on a test case, which that schema forbids; so
 * the file is part of the name, and its line of the failure's text.
 */
export function* renderJunit(report: RenderedFrom, extras: Extras): Generator<string> {
  const { summary } = report;
  const runCase = runCaseOf(report);
  yield* piecesOfLines([
    '<?xml version="1.0" encoding="UTF-8"?>',
    xmlTag('testsuites', {
      name: 'verify',
      tests: summary.total + (report.gate === undefined && runCase === undefined ? 0 : 1),
      failures: summary.failed + (report.gate?.decision === 'closed' ? 1 : 0),
      errors: summary.blocked + summary.errored + (runCase?.verdict === 'errored' ? 1 : 0),
      time: seconds(report.durationMs),
    }),
    ...gateSuite(report),
  ]);
  for (const suite of suitesOf(report.specs).values())
    yield* piecesOfLines(suiteLines(suite, report, extras));
  yield '</testsuites>\n';
}

/** A folder, the places of its specs in the report, and what is counted of them. */
type Suite = {
  readonly folder: string;
  readonly places: number[];
  readonly counts: Record<Verdict, number>;
  durationMs: number;
};

function suitesOf(specs: Results): ReadonlyMap<string, Suite> {
  const suites = new Map<string, Suite>();
  let place = 0;
  for (const { file, verdict, durationMs } of specs) {
    const folder = folderOf(file);
    let suite = suites.get(folder);
    if (suite === undefined) {
      suite = { folder, places: [], counts: countVerdicts([]), durationMs: 0 };
      suites.set(folder, suite);
    }
    suite.places.push(place++);
    suite.counts[verdict]++;
    suite.durationMs += durationMs;
  }
  return suites;
}

function* suiteLines(
  { folder, places, counts, durationMs }: Suite,
  report: RenderedFrom,
  extras: Extras,
): Generator<string> {
  const properties = {
    environment: report.environment,
    seed: report.seed,
    version: extras.version,
    ...(report.gate !== undefined && { gate: report.gate.decision }),
  };
  yield `  ${xmlTag('testsuite', {
    name: folder === '' ? '.' : folder,
    tests: places.length,
    failures: counts.failed,
    errors: counts.blocked + counts.errored,
    skipped: counts.skipped,
    time: seconds(durationMs),
    timestamp: report.startedAt.replace(/(\.\d+)?Z$/, ''),
  })}`;
  yield '    <properties>';
  for (const [name, value] of Object.entries(properties))
    yield `      ${selfClosed('property', { name, value })}`;
  yield '    </properties>';
  for (const place of places) yield* testCase(folder, report.specs.at(place)!);
  yield '  </testsuite>';
}

/** The gate as a case that fails if it is closed, even if all specs pass. */
function gateSuite(report: RenderedFrom): readonly string[] {
  const { gate } = report;
  if (gate === undefined) return conclusionSuite(report);
  const isOpen = gate.decision === 'open';
  const told = { message: gate.lines[0] ?? `gate: ${gate.decision}`, type: 'gate' };
  const properties = [
    { name: 'gate', value: gate.decision },
    ...gate.lines.map((value) => ({ name: 'reason', value })),
    ...gate.notJudged.map((value) => ({ name: 'not judged', value })),
  ];
  return [
    `  ${xmlTag('testsuite', { name: 'gate', tests: 1, failures: isOpen ? 0 : 1, errors: 0, skipped: 0 })}`,
    '    <properties>',
    ...properties.map((property) => `      ${selfClosed('property', property)}`),
    '    </properties>',
    `    ${xmlTag('testcase', { name: `gate: ${gate.decision}`, classname: 'gate' })}`,
    ...(isOpen ? [] : [`      ${xmlTag('failure', told)}${xmlText(gate.lines.join('\n'))}</failure>`]),
    `      <system-out>${xmlText(conclusionLines(report).join('\n'))}</system-out>`,
    '    </testcase>',
    '  </testsuite>',
  ];
}

/** The conclusion if no gate was requested; with a case only for a run that is not a whole one. */
function conclusionSuite(report: RenderedFrom): readonly string[] {
  const lines = conclusionLines(report);
  const runCase = runCaseOf(report);
  if (lines.length === 0 && runCase === undefined) return [];
  const counts = {
    tests: runCase === undefined ? 0 : 1,
    failures: 0,
    errors: runCase?.verdict === 'errored' ? 1 : 0,
    skipped: runCase?.verdict === 'skipped' ? 1 : 0,
  };
  return [
    `  ${xmlTag('testsuite', { name: 'conclusion', ...counts })}`,
    ...(runCase === undefined ? [] : linesOfRunCase(runCase)),
    `    <system-out>${xmlText(lines.join('\n'))}</system-out>`,
    '  </testsuite>',
  ];
}

function linesOfRunCase({ name, verdict, lines }: RunCase): readonly string[] {
  const message = lines[0] ?? name;
  const content =
    verdict === 'skipped'
      ? selfClosed('skipped', { message })
      : `${xmlTag('error', { message, type: 'run' })}${xmlText(lines.join('\n'))}</error>`;
  return [`    ${xmlTag('testcase', { name, classname: 'run' })}`, `      ${content}`, '    </testcase>'];
}

function testCase(folder: string, spec: SpecResult): readonly string[] {
  const content = outcome(spec);
  const output = [
    ...warningsOf(spec).map((warning) => `warning: ${oneLine(warning)}`),
    ...spec.steps
      .filter((step) => step.request !== null)
      .map((step) => `# ${oneLine(stepName(step))}\n${safeText(curlOf(step))}`),
  ];
  if (output.length > 0) content.push(`<system-out>${xmlText(output.join('\n'))}</system-out>`);
  const tag = {
    name: namedBy(spec, shortIdOf(spec)),
    classname: className(folder),
    time: seconds(spec.durationMs),
  };
  if (content.length === 0) return [`    ${selfClosed('testcase', tag)}`];
  return [`    ${xmlTag('testcase', tag)}`, ...content.map((line) => `      ${line}`), '    </testcase>'];
}

function outcome(spec: SpecResult): string[] {
  const told = { message: reasonOf(spec), type: spec.verdict };
  switch (spec.verdict) {
    case 'passed':
      return retries(spec, 'flaky');
    case 'skipped':
      return [selfClosed('skipped', { message: told.message })];
    case 'failed':
      return [
        `${xmlTag('failure', told)}${xmlText(explainSpec(spec).join('\n'))}</failure>`,
        ...retries(spec, 'rerun'),
      ];
    case 'blocked':
    case 'errored':
      return [
        `${xmlTag('error', told)}${xmlText(explainSpec(spec).join('\n'))}</error>`,
        ...retries(spec, 'rerun'),
      ];
  }
}

/** The attempts before the last: `flaky` if the spec passed in the end, else `rerun`. */
const retries = (spec: SpecResult, kind: 'flaky' | 'rerun'): string[] =>
  retriesOf(spec).map(({ isAnswered, message }) =>
    selfClosed(`${kind}${isAnswered ? 'Failure' : 'Error'}`, { message, type: 'retry' }),
  );

const selfClosed = (name: string, attributes: Readonly<Record<string, string>>): string =>
  xmlTag(name, attributes).replace(/>$/, '/>');

/** A dot separates packages, so a dot in a folder's name becomes an underscore. */
const className = (folder: string): string =>
  folder
    .split('/')
    .filter((name) => !/^\.*$/.test(name))
    .map((name) => name.replaceAll('.', '_'))
    .join('.') || 'specs';

const seconds = (ms: number): string => (Math.max(ms, 0) / 1_000).toFixed(3);
