import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import {
  documentFileOf,
  type FetchedDocument,
  readFetchedDocuments,
  SOURCES_FILE,
} from '../authoring/sources-text.ts';
import { type ApiSurvey, surveyDocument } from '../authoring/survey.ts';
import { createDocuments } from '../openapi/document/load.ts';
import { isProblem } from '../openapi/document/documents.ts';
import type { Host } from '../session/host.ts';
import { confine } from '../workspace/confine.ts';
import { explainFileError, readDocument, readSource, readTextIfThere } from '../workspace/files.ts';
import { UsageError } from '../workspace/usage-error.ts';
import { fetchDocument, readDocumentUrl } from './fetch-document.ts';

/** The document of a new project, and what of it to save. */
export type InitSource = {
  /** Its path in the project. */
  readonly file: string;
  readonly text: string;
  readonly survey: ApiSurvey;
  /** The base URL of relative servers. */
  readonly origin: string | undefined;
  /** Absent where the file is in the project already. */
  readonly save?: { readonly source?: FetchedDocument };
};

/** Why the document could not be used; `isUnknown`: its URL did not answer. */
export type SourceProblem = { readonly problem: string; readonly hint: string };

/** Finds the document that the command line names: a file, or a URL. Throws {@link UsageError}. */
export async function findInitSource(word: string, host: Host): Promise<InitSource | SourceProblem> {
  const url = readDocumentUrl(word);
  return url === undefined ? readLocal(word, host) : readRemote(url, host);
}

async function readRemote(url: string, host: Host): Promise<InitSource | SourceProblem> {
  const known = readLock(host.cwd).find((source) => source.url === url);
  const saved = known === undefined ? undefined : readDocument(resolve(host.cwd, known.file));
  if (known !== undefined && saved !== undefined)
    return { file: known.file, text: saved, survey: surveyOf(known.file, saved, url, host), origin: url };
  const fetched = await fetchDocument(url, host);
  if ('problem' in fetched)
    return { ...fetched, hint: 'start the API, or correct the address; nothing was written' };
  const { text, finalUrl } = fetched;
  const file = documentFileOf(url, text);
  const survey = surveyOf(file, text, finalUrl, host);
  const there = readHere(file, host.cwd);
  if (there !== undefined && there !== text)
    return {
      problem: `${file} is there already, and is another document than that of ${url}`,
      hint: `nothing was written: move the file, or name it: verify-specs init ${file}`,
    };
  return { file, text, survey, origin: finalUrl, save: { source: { file, url, sha256: digestOf(text) } } };
}

function readLocal(word: string, host: Host): InitSource {
  const path = resolve(host.cwd, word);
  if (!existsSync(path))
    throw new UsageError(
      `init: there is no file ${word}`,
      /^[\w.-]+(:\d+)?\//.test(word) && /^(localhost|[\w-]+(\.[\w-]+)+)(:\d+)?\//.test(word)
        ? `for an address, write http://${word}`
        : 'name an OpenAPI document, as a file or an address; without one, init starts with the sandbox',
    );
  if (statSync(path).isDirectory())
    throw new UsageError(`init: ${word} is a folder`, 'name the OpenAPI document in it');
  const source = readSource(path, word);
  if ('problem' in source) throw new UsageError(`init: ${source.problem}`);
  const { text } = source;
  const shown = relative(host.cwd, path).split(sep).join('/');
  const isInside = !shown.startsWith('../') && !/(^|\/)\.[^./]/.test(shown) && !/^[a-z]:/i.test(shown);
  const file = isInside
    ? shown
    : documentFileOf(`file:///${encodeURIComponent(shown.split('/').pop()!)}`, text);
  const there = isInside ? undefined : readHere(file, host.cwd);
  if (there !== undefined && there !== text)
    throw new UsageError(
      `init: ${file} is there already, and is another document than ${word}`,
      'move one of them',
    );
  const survey = surveyOf(isInside ? shown : path, text, undefined, host);
  return { file, text, survey, origin: undefined, ...(!isInside && { save: {} }) };
}

/** Throws {@link UsageError} for a text that is not an API document. */
export function surveyOf(file: string, text: string, origin: string | undefined, host: Host): ApiSurvey {
  const path = resolve(host.cwd, file);
  const read = (asked: string) => {
    if (asked === path) return text;
    const confined = confine(asked, asked, [host.cwd], host.cwd);
    return 'problem' in confined ? undefined : readDocument(confined.path);
  };
  const documents = createDocuments({ read });
  const document = documents.open(path);
  if (isProblem(document)) {
    const problem = document.problem.replaceAll(path, origin ?? file);
    throw new UsageError(
      `init: ${problem}`,
      origin === undefined
        ? 'name an OpenAPI 3 or Swagger 2.0 document'
        : 'name the address of the document itself, which is often /openapi.json, /swagger.json or /v3/api-docs',
    );
  }
  return surveyDocument(documents, document, origin);
}

/** The text of a file of the project; undefined when there is none. Throws {@link UsageError} for one that cannot be read. */
function readHere(file: string, cwd: string): string | undefined {
  try {
    return readTextIfThere(resolve(cwd, file));
  } catch (error) {
    throw new UsageError(`init: ${explainFileError(error, file)}`, 'move it away, or make it readable');
  }
}

/** The documents that were fetched into a project. Throws {@link UsageError} for an invalid lock file. */
export function readLock(cwd: string): readonly FetchedDocument[] {
  const text = readHere(SOURCES_FILE, cwd);
  const sources = readFetchedDocuments(text ?? '');
  if ('problem' in sources)
    throw new UsageError(`init: ${sources.problem}`, 'correct the line, or take it out');
  return sources;
}

/** The digest that pins a document. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
