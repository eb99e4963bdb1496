import { roundExact } from '../language/json/exact-json.ts';
import { join } from 'node:path';
import {
  nothingObserved,
  type Observed,
  ObservedFold,
  mergeObserved,
  readObserved,
} from '../drift/observed/observed.ts';
import { type Shape, shapeOf } from '../drift/observed/shape.ts';
import { templateOf } from '../drift/spec-path.ts';
import { explainFileError, type FileProblem, readTextIfThere } from './files.ts';
import { isOfOthers, sayForeign } from './memory-files.ts';
import type { ContractInput } from '../run/check/contract.ts';
import type { OperationName } from '../run/events.ts';
import type { Redactor } from '../run/secrets/redactor.ts';
import { writeReportFile } from './write-file.ts';

const FILE = 'observed.json';

export type Observer = {
  readonly onExchange: (exchange: ContractInput, operation: OperationName | undefined) => void;
  /** The observations of this run so far, without secrets. */
  readonly observed: () => Observed;
};

/** This many answers of a kind show their shape; more would cost time without benefit. */
const LOOKED_AT = 50;

/** Records the shapes of a run's answers. */
export function createObserver(redactor: Redactor, nowMs: () => number): Observer {
  const fold = new ObservedFold();
  const seen = new Map<string, number>();
  const shown = createShapes(redactor);
  return {
    onExchange: ({ spec, step, filled, request, token, answer }, operation) => {
      const name = operation ?? { document: null, method: step.method, template: templateOf(spec, step) };
      const kind = `${name.method} ${name.template} ${answer.status} ${token}`;
      const count = (seen.get(kind) ?? 0) + 1;
      seen.set(kind, count);
      if (count > LOOKED_AT) return;
      const fields = { ...asFields(roundExact(filled.body)), ...filled.formFields };
      const query = request.url.includes('?') ? queryNames(redactor.text(request.url)) : NONE;
      // An echo of a secret that the query divided has its parts as names.
      const isDivided = queryNames(request.url).length !== query.length;
      fold.add({
        spec: spec.source.path,
        at: new Date(nowMs()).toISOString(),
        status: answer.status,
        token,
        contentType: answer.headers['content-type']?.split(';')[0]?.trim() ?? null,
        query: redactor.json(query),
        body: Object.keys(shown(fields)).filter((path) => path !== '$'),
        fields: answer.json === undefined || isDivided ? {} : shown(answer.rounded ?? answer.json),
        ...name,
      });
    },
    observed: () => redactor.json(fold.observed),
  };
}

/**
 * The names of query parameters. Of a redacted URL they are safe: an unescaped `&` in a secret makes a name of the text behind
 * it, which alone is no longer recognized as a secret.
 */
function queryNames(url: string): readonly string[] {
  const from = url.indexOf('?');
  return from < 0 ? NONE : [...new Set(new URLSearchParams(url.slice(from + 1).split('#', 1)[0]).keys())];
}

const NONE: readonly string[] = [];

const MAX_SHAPES = 500;

/** Reads shapes without secrets; most answers have a shape that was redacted before. */
function createShapes(redactor: Redactor): (value: unknown) => Shape {
  const known = new Map<string, Shape>();
  let generation = redactor.generation();
  return (value) => {
    const shape = shapeOf(value);
    const key = JSON.stringify(shape);
    if (known.size >= MAX_SHAPES || generation !== redactor.generation()) known.clear();
    generation = redactor.generation();
    const shown = known.get(key) ?? redactor.json(shape);
    known.set(key, shown);
    return shown;
  };
}

/** Adds the observations of a run to the file; returns a problem when that fails. */
export function saveObserved(folder: string, ofRun: Observed): Promise<FileProblem | undefined> {
  const known = readKnown(folder);
  if ('problem' in known && known.isForeign === true)
    return Promise.resolve({ problem: sayForeign(join(folder, FILE)) });
  const text = JSON.stringify(mergeObserved('problem' in known ? nothingObserved : known, ofRun));
  return writeReportFile(folder, FILE, `${text}\n`);
}

/** The observations of earlier runs. */
export function readKnown(folder: string): Observed | (FileProblem & { readonly isForeign?: boolean }) {
  const path = join(folder, FILE);
  try {
    const text = readTextIfThere(path);
    if (text === undefined) return { problem: `${path} does not exist` };
    return (
      readObserved(text) ?? {
        problem: `${path} is not what a run of verify writes; run once more`,
        isForeign: isOfOthers(text),
      }
    );
  } catch (error) {
    return { problem: explainFileError(error, path) };
  }
}

const asFields = (body: unknown): object =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
