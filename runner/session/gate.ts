import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { defaultGate, type GateRules, tighten } from '../report/gate-rules.ts';
import type { RunFlags } from './run-flags.ts';
import { UsageError } from '../workspace/usage-error.ts';
import { readGateRules } from '../workspace/gate-file.ts';

/** The rules of the gate, and notes about them. */
export type Gate = {
  readonly rules: GateRules;
  /** Sentences about rules of a nested folder that have no effect. */
  readonly notes: readonly string[];
};

type GateFlags = Pick<RunFlags, 'gate' | 'maxAgeMs' | 'failOnFlaky' | 'config'>;

/** The gate of `--gate` or `--max-age`; undefined without these flags. */
export function gateOf(flags: GateFlags, files: readonly string[], cwd: string): Gate | undefined {
  const { gate, maxAgeMs, failOnFlaky, config } = flags;
  if (!gate && maxAgeMs === undefined) return undefined;
  const { rules, notes } = readGate(files, config, cwd);
  return {
    rules: {
      ...rules,
      ...(maxAgeMs !== undefined && { maxAgeMs }),
      ...(failOnFlaky && { flaky: false }),
    },
    notes,
  };
}

/**
 * The strictest rules for all of these specs. The outermost `gate.yaml`, or `gate:` of an environments.yaml, may be more lenient
 * than the defaults; nested ones can only be stricter, and `--config` and the working directory count as outermost. Throws
 * {@link UsageError} for unreadable rules.
 */
function readGate(files: readonly string[], config: string | undefined, cwd: string): Gate {
  const notes = new Set<string>();
  const below = (outer: GateRules | undefined, path: string, key?: string): GateRules | undefined => {
    const said = readGateRules(path, cwd, key);
    if (said === undefined) return outer;
    if (outer === undefined) return { ...defaultGate, ...said };
    const { rules, ignored } = tighten(outer, said);
    for (const rule of ignored)
      notes.add(`${relative(cwd, path)}: ${rule} has no effect, because the rules above it are stricter`);
    return rules;
  };
  const outermost = config === undefined ? undefined : below(undefined, resolve(cwd, config), 'gate');
  /** The rules of a folder and those above it, up to the outermost, on top of `base`. */
  const createChain = (base: GateRules | undefined): ((folder: string) => GateRules | undefined) => {
    const known = new Map<string, GateRules | undefined>();
    const rulesAt = (folder: string): GateRules | undefined => {
      if (!known.has(folder)) {
        const outer = dirname(folder) === folder ? base : rulesAt(dirname(folder));
        known.set(folder, rulesIn(folder, outer));
      }
      return known.get(folder);
    };
    return rulesAt;
  };
  const rulesIn = (folder: string, outer: GateRules | undefined): GateRules | undefined => {
    refuseNearName(folder, cwd);
    const [environments, own] = [join(folder, 'environments.yaml'), join(folder, 'gate.yaml')];
    const rules = existsSync(environments) ? below(outer, environments, 'gate') : outer;
    return existsSync(own) ? below(rules, own) : rules;
  };
  const inside = createChain(outermost);
  const outside = createChain(inside(cwd));
  const folders = new Set(files.map((file) => dirname(resolve(cwd, file))));
  const all = [...folders].map((folder) =>
    relative(cwd, folder).startsWith('..') ? outside(folder) : inside(folder),
  );
  const [first = defaultGate, ...others] = all.map((rules) => rules ?? defaultGate);
  return {
    rules: others.reduce((rules, more) => tighten(rules, more).rules, first),
    notes: [...notes],
  };
}

/** Refuses a file with a misspelt name: ignoring it would drop rules that its author relies on. */
function refuseNearName(folder: string, cwd: string): void {
  const path = join(folder, 'gate.yml');
  if (existsSync(path))
    throw new UsageError(`${relative(cwd, path)}: expected the rules of the gate in gate.yaml`, 'rename it');
}
