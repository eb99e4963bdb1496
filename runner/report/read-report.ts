import { CUTS, VERDICTS } from '../run/events.ts';
import { countVerdicts } from './fold.ts';
import { optional, problemOfResult, problemOfShape, type ResultShape } from './read-result.ts';
import type { Report } from './report.ts';

const HEAD: ResultShape = {
  environment: 'text',
  startedAt: 'text',
  durationMs: 'number',
  seed: 'text',
  interrupted: 'flag',
  cutBy: optional(CUTS),
  part: optional('text'),
  shard: optional('map'),
  missing: optional('list'),
  summary: 'map',
  gate: optional('map'),
  conclusion: optional('map'),
  specs: 'list',
};

/** The parts of the conclusion that do not follow from the results. */
const CONCLUSION: ResultShape = { leftOut: 'list', incomplete: optional('list'), runs: optional('list') };

const GATE: ResultShape = { decision: ['open', 'closed'], lines: 'list', notJudged: 'list' };

/** The one reader of `report.json`. The problem, which follows the file's name, says why it is not the report of a run. */
export function readReportText(text: string): Report | { readonly problem: string } {
  let data: Partial<Report> | null;
  try {
    data = JSON.parse(text) as Partial<Report> | null;
  } catch {
    return { problem: 'is not JSON, so it is no report' };
  }
  if (typeof data !== 'object' || data === null) return { problem: 'is not a report of verify' };
  if (data.version !== 1)
    return { problem: `is of version ${String(data.version)}, and this program reads version 1` };
  const { summary, specs } = data;
  if (typeof summary !== 'object' || summary === null || !Array.isArray(specs))
    return { problem: 'is not a report of verify' };
  for (const [index, spec] of specs.entries()) {
    const problem = problemOfResult(spec);
    if (problem !== undefined) return { problem: `is damaged: specs[${index}]: ${problem}` };
  }
  const counted = countVerdicts(specs);
  const wrong = (['total', ...VERDICTS] as const).find((key) => summary[key] !== counted[key]);
  if (wrong !== undefined)
    return {
      problem: `is damaged: its summary says ${String(summary[wrong])} ${wrong}, and its specs are ${counted[wrong]}`,
    };
  const problem =
    problemOfShape(data, HEAD, 'a report') ??
    (data.gate && problemOfShape(data.gate, GATE, 'a gate')) ??
    (data.conclusion && problemOfShape(data.conclusion, CONCLUSION, 'a conclusion'));
  return problem ? { problem: `is damaged: ${problem}` } : (data as Report);
}
