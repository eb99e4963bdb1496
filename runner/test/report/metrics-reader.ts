type Sample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

const LINE =
  /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

/** Reads the text format of Prometheus as strictly as its collectors; throws on errors. */
export function readMetrics(text: string): readonly Sample[] {
  if (!text.endsWith('\n')) throw new Error('no line break at the end');
  const samples: Sample[] = [];
  const typed = new Set<string>();
  const series = new Set<string>();
  for (const line of text.slice(0, -1).split('\n')) {
    const about = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line);
    if (about !== null) {
      if (about[1] === 'TYPE' && (about[3] !== 'gauge' || typed.has(about[2]!))) throw new Error(line);
      if (about[1] === 'TYPE') typed.add(about[2]!);
      continue;
    }
    const match = LINE.exec(line);
    if (match === null) throw new Error(`not a sample: ${line}`);
    const [, name, labels = '', value] = match;
    if (!typed.has(name!)) throw new Error(`${name} has no type before it`);
    if (series.has(`${name}{${labels}}`)) throw new Error(`${name}{${labels}} is there twice`);
    series.add(`${name}{${labels}}`);
    samples.push({ name: name!, labels: readLabels(labels), value: Number(value) });
  }
  return samples;
}

const readLabels = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [
      name!,
      value!.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char)),
    ]),
  );
