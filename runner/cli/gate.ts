import { resolve } from 'node:path';
import { findUpward, readSource, shownPath } from '../files.ts';
import { defaultGate, type GateRules } from '../report/gate.ts';
import { Diagnostics } from '../spec/diagnostic.ts';
import { Fields } from '../spec/fields.ts';
import { positionAt } from '../spec/source.ts';
import { readYaml, type YamlMap } from '../spec/yaml.ts';
import { UsageError } from './options.ts';

const GATE_KEYS = ['regressions', 'maxFailures', 'maxAge', 'coverage', 'flaky', 'expiredKnownIssues'];
const COVERAGE_KEYS = ['operations', 'statuses', 'tokens'];

/**
 * The rules of the gate: of the nearest `gate.yaml` from the folder upward, else of `gate:` in the nearest environments.yaml
 * that has it, else the defaults. Throws {@link UsageError} for rules that cannot be read.
 */
export function readGate(folder: string, cwd: string): GateRules {
  const own = findUpward(folder, 'gate.yaml')[0];
  if (own !== undefined) return readRules(own, cwd) ?? defaultGate;
  for (const path of findUpward(folder, 'environments.yaml')) {
    const rules = readRules(path, cwd, 'gate');
    if (rules !== undefined) return rules;
  }
  return defaultGate;
}

function readRules(path: string, cwd: string, key?: string): GateRules | undefined {
  const source = readSource(path, shownPath(resolve(path), cwd));
  if ('problem' in source) throw new UsageError(source.problem);
  const diagnostics = new Diagnostics();
  const root = readYaml(source.text, { start: 0, end: source.text.length }, diagnostics);
  const whole = root?.kind === 'map' ? root : undefined;
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
  const maxAgeMs = fields.durationMs('maxAge');
  const percentages = fields.map('coverage');
  const coverage = percentages === undefined ? undefined : new Fields(percentages, diagnostics);
  coverage?.refuseUnknown('coverage', COVERAGE_KEYS);
  const wanted = COVERAGE_KEYS.map((name) => [name, coverage?.number(name)] as const);
  return {
    regressions: fields.flag('regressions') ?? defaultGate.regressions,
    flaky: fields.flag('flaky') ?? defaultGate.flaky,
    expiredKnownIssues: fields.flag('expiredKnownIssues') ?? defaultGate.expiredKnownIssues,
    coverage: Object.fromEntries(wanted.filter((pair): pair is [string, number] => pair[1] !== undefined)),
    ...(maxFailures !== undefined && { maxFailures }),
    ...(maxAgeMs !== undefined && { maxAgeMs }),
  };
}
