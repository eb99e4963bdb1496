import { type Figure, median, medianRatio } from '../figure.ts';
import type { Samples } from './samples.ts';

/** The names of the contenders that goals compare. */
export const [ON, OFF, HURL, BARE] = ['verify', 'verify --contract off', 'hurl', 'bare node'] as const;

/** The cases of a measurement; `FEW` and `MANY` are also the numbers of their specs. */
export const [FEW, MANY] = [1_000, 10_000] as const;
export const specsCase = (specs: number): string =>
  specs === 1 ? '1 spec' : `${specs.toLocaleString('en')} specs`;
export const latencyCase = (jobs: number): string => `50 ms latency, 100 specs, ${jobs} at once`;

const REQUESTS = 4;
const FURTHER_REQUESTS = (MANY - FEW) * REQUESTS;

type Measure = (samples: Samples, contender: string) => readonly number[];

const cpu: Measure = (samples, contender) => samples.of(specsCase(FEW), contender).map(({ cpuMs }) => cpuMs);
const wall: Measure = (samples, contender) =>
  samples.of(specsCase(FEW), contender).map(({ wallMs }) => wallMs);
const latency: Measure = (samples, contender) =>
  samples.of(latencyCase(16), contender).map(({ wallMs }) => wallMs);

/** The CPU of each request between the small and the large run: what starting costs cancels out. */
export const cpuPerFurtherRequest: Measure = (samples, contender) => {
  const few = samples.of(specsCase(FEW), contender);
  return samples
    .of(specsCase(MANY), contender)
    .map(({ cpuMs }, round) => (cpuMs - few[round]!.cpuMs) / FURTHER_REQUESTS);
};

const overHurl =
  (measure: Measure, contender: string) =>
  (samples: Samples): number =>
    medianRatio(measure(samples, contender), measure(samples, HURL));

const overBareNode =
  (contender: string) =>
  (samples: Samples): number => {
    const bare = samples.of(specsCase(1), BARE);
    return median(samples.of(specsCase(1), contender).map(({ cpuMs }, round) => cpuMs - bare[round]!.cpuMs));
  };

const peakMemory =
  (specs: number) =>
  (samples: Samples): number =>
    median(samples.of(specsCase(specs), ON).map(({ rssMb }) => rssMb));

type Goal = Omit<Figure, 'value'> & { readonly measure: (samples: Samples) => number };

/** The goals: one row each. Ratios are over hurl, and the contract is checked unless the row says otherwise. */
const GOALS: readonly Goal[] = [
  { name: 'CPU, 1,000 specs, contract off', unit: 'x', limit: 1.6, measure: overHurl(cpu, OFF) },
  { name: 'CPU, 1,000 specs', unit: 'x', limit: 2, measure: overHurl(cpu, ON) },
  {
    name: 'CPU per further request, contract off',
    unit: 'x',
    limit: 1,
    measure: overHurl(cpuPerFurtherRequest, OFF),
  },
  { name: 'CPU per further request', unit: 'x', limit: 1.3, measure: overHurl(cpuPerFurtherRequest, ON) },
  { name: 'wall, 1,000 specs, contract off', unit: 'x', limit: 1.6, measure: overHurl(wall, OFF) },
  { name: 'wall, 1,000 specs', unit: 'x', limit: 1.6, measure: overHurl(wall, ON) },
  {
    name: 'CPU of one spec above bare Node, contract off',
    unit: 'ms',
    limit: 50,
    measure: overBareNode(OFF),
  },
  { name: 'CPU of one spec above bare Node', unit: 'ms', limit: 80, measure: overBareNode(ON) },
  { name: `wall, ${latencyCase(16)}`, unit: 'x', limit: 1.05, measure: overHurl(latency, ON) },
  { name: 'peak memory, 1,000 specs', unit: 'MB', limit: 100, measure: peakMemory(FEW) },
  { name: 'peak memory, 10,000 specs', unit: 'MB', limit: 130, measure: peakMemory(MANY) },
];

/** What was measured for each goal. */
export const goalFigures = (samples: Samples): readonly Figure[] =>
  GOALS.map(({ measure, ...goal }) => ({ ...goal, value: measure(samples) }));
