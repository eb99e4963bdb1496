import { statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { readSource, shownPath } from './files.ts';
import type { GateRules } from '../report/gate-rules.ts';
import { Diagnostics } from '../language/diagnostic.ts';
import { Fields } from '../language/yaml/fields.ts';
import { positionAt } from '../language/source.ts';
import { readYaml } from '../language/yaml/yaml.ts';
import { UsageError } from './usage-error.ts';
import type { YamlMap } from '../language/yaml/yaml-node.ts';

/** The rules of a gate. */
export const GATE_KEYS: readonly string[] = [
  'regressions',
  'maxFailures',
  'maxAge',
  'coverage',
  'flaky',
  'expiredKnownIssues',
];
const COVERAGE_KEYS = ['operations', 'statuses', 'tokens'];

/** The rules that a file states, all of it or what stands under a key; undefined when it states none. */
export function readGateRules(path: string, cwd: string, key?: string): Partial<GateRules> | undefined {
  const shown = shownPath(resolve(path), cwd);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new UsageError(
      `${shown === '.' ? join('..', basename(path)) : shown}: expected a file with the rules of the gate, found a folder`,
      'rename the folder',
    );
  const source = readSource(path, shown);
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

function toRules(map: YamlMap, diagnostics: Diagnostics): Partial<GateRules> {
  const fields = new Fields(map, diagnostics);
  fields.refuseUnknown('the gate', GATE_KEYS);
  refuseEmpty(map, diagnostics);
  const maxFailures = fields.number('maxFailures');
  if (maxFailures !== undefined && !Number.isInteger(maxFailures))
    fields.expected('maxFailures', 'a whole number');
  const maxAgeMs = fields.durationMs('maxAge');
  const percentages = fields.map('coverage');
  const coverage = percentages === undefined ? undefined : new Fields(percentages, diagnostics);
  coverage?.refuseUnknown('coverage', COVERAGE_KEYS);
  if (percentages !== undefined) refuseEmpty(percentages, diagnostics);
  const wanted = COVERAGE_KEYS.map((name) => {
    const percent = coverage?.number(name);
    if (percent !== undefined && percent > 100) coverage?.expected(name, 'a percentage from 0 to 100');
    return [name, percent] as const;
  });
  const stated = {
    regressions: fields.flag('regressions'),
    flaky: fields.flag('flaky'),
    expiredKnownIssues: fields.flag('expiredKnownIssues'),
    maxFailures,
    maxAgeMs,
    ...(percentages !== undefined && {
      coverage: Object.fromEntries(wanted.filter((pair): pair is [string, number] => pair[1] !== undefined)),
    }),
  };
  return Object.fromEntries(
    Object.entries(stated).filter(([, value]) => value !== undefined),
  ) as Partial<GateRules>;
}

/** A rule without a value would be one that is not asked. */
function refuseEmpty(map: YamlMap, diagnostics: Diagnostics): void {
  for (const { key, value } of map.entries)
    if (value.kind === 'scalar' && value.value === null)
      diagnostics.error('wrong-type', value.span, `"${key}": expected a value, found none`);
}
