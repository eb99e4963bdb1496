import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Programs } from './contender.ts';
import { measureContract } from './contract.ts';
import { type Figure, figureLine, isMissed } from './figure.ts';
import { measureInstructions } from './instructions.ts';
import { measureIsolation } from './isolation.ts';
import { measureLatency } from './latency.ts';
import { measureMemory } from './memory.ts';
import { measureParsing } from './parsing.ts';
import type { Setting } from './setting.ts';
import { measureStartup } from './startup.ts';
import { measureTargets } from './targets/targets.ts';
import { measureThroughput } from './throughput.ts';
import { measureV8Flags } from './v8-flags.ts';

const measurements: Readonly<Record<string, (setting: Setting) => Promise<readonly Figure[]>>> = {
  throughput: measureThroughput,
  startup: measureStartup,
  latency: measureLatency,
  isolation: measureIsolation,
  parsing: measureParsing,
  memory: measureMemory,
  contract: measureContract,
  v8: measureV8Flags,
  targets: measureTargets,
  instructions: measureInstructions,
};

/** The measurements that take long, or need other programs: they run when named. */
const ON_REQUEST: readonly string[] = ['v8', 'targets', 'instructions'];

const USAGE = `node runner/bench/bench.mjs [${Object.keys(measurements).join('] [')}]   (default: all but ${ON_REQUEST.join(', ')})
  --specs N      specs of throughput and isolation (default: 1000)
  --jobs LIST    specs at once in throughput (default: 8,16)
  --rounds N     turns of each contender (default: 5)
  --peers DIR    a folder in which npm has installed other runners (or BENCH_PEERS); hurl is found on the PATH
  --documents D  a folder of API documents for contract
  --verify FILE  another build of verify
  --check        exit with 1 when a target is missed
`;

/** Reads the command line, measures, prints, and returns the exit code. */
export async function bench(argv: readonly string[], programs: Programs): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      specs: { type: 'string', default: '1000' },
      jobs: { type: 'string', default: '8,16' },
      rounds: { type: 'string', default: '5' },
      peers: { type: 'string' },
      verify: { type: 'string' },
      documents: { type: 'string' },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.find((name) => !Object.hasOwn(measurements, name));
  if (values.help || unknown !== undefined) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 3;
  }
  const top = mkdtempSync(join(tmpdir(), 'verify-bench-'));
  const folder = join(top, 'documents');
  mkdirSync(folder);
  const print = (text: string): void => void process.stdout.write(text);
  const setting: Setting = {
    programs: { ...programs, ...(values.verify !== undefined && { verify: resolve(values.verify) }) },
    folder,
    specs: Number(values.specs),
    jobs: values.jobs.split(',').map(Number),
    rounds: Number(values.rounds),
    peers: values.peers ?? process.env['BENCH_PEERS'],
    project: programs.project,
    documents: values.documents,
    print,
  };
  print(`Node ${process.version}, ${availableParallelism()} x ${cpus()[0]?.model ?? 'unknown processor'}\n`);
  const held: Figure[] = [];
  try {
    for (const name of positionals.length > 0
      ? positionals
      : Object.keys(measurements).filter((each) => !ON_REQUEST.includes(each))) {
      print(`\n${name}\n`);
      const figures = await measurements[name]!(setting);
      print(`\n${figures.map(figureLine).join('\n')}\n`);
      held.push(...figures.filter(({ limit }) => limit !== undefined));
    }
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
  const missed = held.filter(isMissed);
  print(`\n${held.length - missed.length} of ${held.length} targets hold\n`);
  return values.check && missed.length > 0 ? 1 : 0;
}
