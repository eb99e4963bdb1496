import { resolve } from 'node:path';
import { type FetchedDocument, SOURCES_FILE, sourcesText } from '../../authoring/sources-text.ts';
import type { ApiSurvey } from '../../authoring/survey.ts';
import type { Host } from '../../session/host.ts';
import { explainFileError, readDocument } from '../../workspace/files.ts';
import { replaceFile } from '../../workspace/write-file.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import { EXIT } from '../exit-code.ts';
import { fetchDocument } from '../fetch-document.ts';
import { digestOf, readLock, surveyOf } from '../init-source.ts';
import { printLines } from '../terminal.ts';

/** `verify init --refresh`: fetches the documents of the lock file again; one that was edited here stays unchanged. */
export async function refreshDocuments(host: Host): Promise<number> {
  const before = readLock(host.cwd);
  if (before.length === 0)
    throw new UsageError(
      `init --refresh: no document was fetched (${SOURCES_FILE} lists none)`,
      'verify-specs init URL fetches one',
    );
  const after: FetchedDocument[] = [];
  let isComplete = true;
  for (const source of before) {
    const result = await refresh(source, host);
    after.push(result.source);
    isComplete &&= result.isFresh;
    printLines(result.isFresh ? host.stdout : host.stderr, [`${source.file}: ${result.line}`]);
  }
  const text = sourcesText(after);
  if (text !== sourcesText(before)) await replaceFile(resolve(host.cwd, SOURCES_FILE), text);
  return isComplete ? EXIT.passed : EXIT.unknown;
}

type Refreshed = { readonly source: FetchedDocument; readonly isFresh: boolean; readonly line: string };

async function refresh(source: FetchedDocument, host: Host): Promise<Refreshed> {
  const { file, url, sha256 } = source;
  const kept = (line: string): Refreshed => ({ source, isFresh: false, line });
  const path = resolve(host.cwd, file);
  const before = readDocument(path);
  if (before !== undefined && digestOf(before) !== sha256)
    return kept(
      'kept, as it was edited since it was fetched; undo the edits, or take its line out of the lock file',
    );
  const fetched = await fetchDocument(url, host);
  if ('problem' in fetched) return kept(`kept; ${fetched.problem}`);
  const { text, finalUrl } = fetched;
  if (text === before) return { source, isFresh: true, line: 'unchanged' };
  try {
    const now = surveyOf(file, text, finalUrl, host);
    const line =
      before === undefined ? 'fetched' : `changed, ${compare(surveyOf(file, before, url, host), now)}`;
    const result = await replaceFile(path, text, before);
    if (result === 'changed-meanwhile') return kept('kept, as it was changed meanwhile');
    return { source: { ...source, sha256: digestOf(text) }, isFresh: true, line };
  } catch (error) {
    if (error instanceof UsageError) return kept(`kept; ${error.message.replace(/^init: /, '')}`);
    return kept(explainFileError(error, file));
  }
}

/** The difference between two versions of a document, in operations. */
function compare(before: ApiSurvey, after: ApiSurvey): string {
  const [old, now] = [before, after].map(
    ({ operations }) =>
      new Set(operations.map(({ operation: { method, template } }) => `${method} ${template}`)),
  ) as [Set<string>, Set<string>];
  const added = [...now].filter((each) => !old.has(each)).length;
  const gone = [...old].filter((each) => !now.has(each)).length;
  return `${added} operations added, ${gone} gone`;
}
