import { dirname, relative, resolve } from 'node:path';
import { findUpward, readSource, shownPath } from '../files.ts';
import { defaultGate, type GateRules } from '../report/gate.ts';
import { Diagnostics } from '../spec/diagnostic.ts';
import { Fields } from '../spec/fields.ts';
import { positionAt } from '../spec/source.ts';
import { readYaml, type YamlMap } from '../spec/yaml.ts';
import { type RunFlags, UsageError } from './options.ts';

const GATE_KEYS = ['regressions', 'maxFailures', 'maxAge', 'coverage', 'flaky', 'expiredKnownIssues'];
const COVERAGE_KEYS = ['operations', 'statuses', 'tokens'];

/** The rules that a command asks for with `--gate` or `--max-age`; undefined when it asks for none. */
export function gateOf(
  { gate, maxAgeMs }: Pick<RunFlags, 'gate' | 'maxAgeMs'>,
  files: readonly string[],
  cwd: string,
): GateRules | undefined {
  if (!gate && maxAgeMs === undefined) return undefined;
  return { ...readGate(files, cwd), ...(maxAgeMs !== undefined && { maxAgeMs }) };
}

/**
 * The rules of the gate for specs: of the nearest `gate.yaml` from the folder that holds them all upward, else of `gate:`
 * in the nearest environments.yaml that has it, else the defaults. Throws {@link UsageError} for rules that cannot be read.
 */
function readGate(files: readonly string[], cwd: string): GateRules {
  const folders = [sharedFolder(files.map((file) => dirname(resolve(cwd, file)))), cwd];
  const upward = (name: string): readonly string[] => folders.flatMap((folder) => findUpward(folder, name));
  const own = upward('gate.yaml')[0];
  if (own !== undefined) return readRules(own, cwd) ?? defaultGate;
  for (const path of upward('environments.yaml')) {
    const rules = readRules(path, cwd, 'gate');
    if (rules !== undefined) return rules;
  }
  return defaultGate;
}

function sharedFolder(folders: readonly string[]): string {
  let shared = folders[0] ?? '.';
  while (dirname(shared) !== shared && folders.some((folder) => relative(shared, folder).startsWith('..')))
    shared = dirname(shared);
  return shared;
}

function readRules(path: string, cwd: string, key?: string): GateRules | undefined {
  const source = readSource(path, shownPath(resolve(path), cwd));
  if ('problem' in source) throw new UsageError(source.problem);
  const diagnostics = new Diagnostics();
  const root = readYaml(source.text, { start: 0, end: source.text.length }, diagnostics);
  const whole = root?.kind === 'map' ? root : undefined;
  const isEmpty = root === undefined || (root.kind === 'scalar' && root.value === null);
  if (whole === undefined && !isEmpty)
    diagnostics.error('wrong-type', root.span, `expected a map of rules, found a ${root.kind}`);
  const map = key === undefined || whole === undefined ? whole : new Fields(whole, diagnostics).map(key);
  const rules = map === undefined ? undefined : toRules(map, diagnostics);
  const [first] = diagnostics.list;
  if (first === undefined) return rules;
  const { line, column } = positionAt(source.text, first.span.start);
  throw new UsageError(`${source.path}:${line}:${column} ${first.message}`, first.hint);
}

function toRules(map: YamlMap, diagnostics: Diagnostics): GateRules {
  const fields = new Fields(map, diagnostics);
  fields.refuseUnknown('the gate', GATE_KEYS);
  const maxFailures = fields.number('maxFailures');
  if (maxFailures !== undefined && !Number.isInteger(maxFailures))
    fields.expected('maxFailures', 'a whole number');
  const maxAgeMs = fields.durationMs('maxAge');
  const percentages = fields.map('coverage');
  const coverage = percentages === undefined ? undefined : new Fields(percentages, diagnostics);
  coverage?.refuseUnknown('coverage', COVERAGE_KEYS);
  const wanted = COVERAGE_KEYS.map((name) => {
    const percent = coverage?.number(name);
    if (percent !== undefined && percent > 100) coverage?.expected(name, 'a percentage from 0 to 100');
    return [name, percent] as const;
  });
  return {
    regressions: fields.flag('regressions') ?? defaultGate.regressions,
    flaky: fields.flag('flaky') ?? defaultGate.flaky,
    expiredKnownIssues: fields.flag('expiredKnownIssues') ?? defaultGate.expiredKnownIssues,
    coverage: Object.fromEntries(wanted.filter((pair): pair is [string, number] => pair[1] !== undefined)),
    ...(maxFailures !== undefined && { maxFailures }),
    ...(maxAgeMs !== undefined && { maxAgeMs }),
  };
}
