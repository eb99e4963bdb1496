import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CI_NOTES, CI_SYSTEMS, type CiSystem, detectCi } from '../../authoring/ci-text.ts';
import { missingIgnores } from '../../authoring/gitignore.ts';
import {
  type NewFile,
  type NewProject,
  projectOfDocument,
  projectOfSandbox,
} from '../../authoring/init-files.ts';
import { proposeServer } from '../../authoring/servers.ts';
import { type FetchedDocument, SOURCES_FILE, sourcesText } from '../../authoring/sources-text.ts';
import type { Host } from '../../session/host.ts';
import {
  explainFileError,
  type FileProblem,
  findUpward,
  readDotEnv,
  readTextIfThere,
  shownPath,
} from '../../workspace/files.ts';
import { createFile } from '../../workspace/new-file.ts';
import { replaceFile } from '../../workspace/write-file.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import { type Ask, askOnTerminal } from '../ask.ts';
import { EXIT } from '../exit-code.ts';
import { type RawFlags, readFlags } from '../flags/flag.ts';
import { readChoice } from '../flags/shapes.ts';
import { INIT_TABLE } from '../flags/tables.ts';
import { findInitSource, type InitSource, readLock } from '../init-source.ts';
import { printLines } from '../terminal.ts';

/**
 * `verify init [document]`: creates the files of a project, from an API document or for the sandbox. Existing files stay
 * unchanged.
 */
export async function initCommand(
  words: readonly string[],
  raw: RawFlags,
  host: Host,
  ask: Ask | undefined = askOnTerminal(host.env),
): Promise<number> {
  const [word, ...rest] = words;
  if (rest.length > 0)
    throw new UsageError(
      `init: expected one document, found ${words.length}`,
      'name the others one after the other',
    );
  const { yes, ci: wanted, refresh } = readFlags(INIT_TABLE, raw, host.env);
  if (refresh) {
    if (word !== undefined)
      throw new UsageError('init --refresh: expected no document', `${SOURCES_FILE} lists them`);
    const { refreshDocuments } = await import('./refresh.ts');
    return refreshDocuments(host);
  }
  const isAsking = !yes;
  if (isAsking && ask === undefined)
    throw new UsageError(
      'init: there is no terminal to ask on',
      `--yes takes what it would propose: verify-specs init ${word === undefined ? '' : `${word} `}--yes`,
    );
  const asked = isAsking ? ask : undefined;
  refuseReadOnly(host.cwd);
  const source = word === undefined ? undefined : await findInitSource(word, host);
  if (source !== undefined && 'problem' in source) {
    printLines(host.stderr, [`verify: ${source.problem}`, `  → ${source.hint}`]);
    return EXIT.unknown;
  }
  const proposed = wanted ?? detectCi(signsOf(host.cwd)) ?? 'none';
  const chosen = await choose(source, proposed, asked);
  if (chosen === undefined) {
    printLines(host.stdout, ['nothing was written']);
    return EXIT.interrupted;
  }
  const choices = { baseUrl: chosen.baseUrl, ci: chosen.ci, version: host.version };
  const project =
    source === undefined ? projectOfSandbox(choices) : projectOfDocument(source.survey, source.file, choices);
  return writeProject(project, { source, ci: chosen.ci }, host);
}

/** Finds an unwritable folder before anything is fetched or asked. */
function refuseReadOnly(cwd: string): void {
  try {
    accessSync(cwd, constants.W_OK);
  } catch (error) {
    throw new UsageError(
      `init: ${explainFileError(error, 'the working directory')}`,
      'change to a folder that can be written',
    );
  }
}

function signsOf(cwd: string) {
  const readHere = (name: string): string => {
    try {
      return readTextIfThere(join(cwd, name)) ?? '';
    } catch {
      return '';
    }
  };
  return { names: readdirSync(cwd), gitConfig: readHere('.git/config') };
}

type Chosen = { readonly baseUrl: string | undefined; readonly ci: CiSystem | undefined };

/** Asks a person, or takes the proposals; undefined when the input ended. */
async function choose(
  source: InitSource | undefined,
  ci: CiSystem | 'none',
  ask: Ask | undefined,
): Promise<Chosen | undefined> {
  const server = source === undefined ? undefined : proposeServer(source.survey.servers, source.origin)?.url;
  if (ask === undefined) return { baseUrl: server, ci: ci === 'none' ? undefined : ci };
  const baseUrl = source === undefined ? '' : await ask('Address of the API', server ?? 'later');
  if (baseUrl === undefined) return undefined;
  if (source !== undefined && baseUrl !== 'later' && !isAddress(baseUrl))
    throw new UsageError(`init: expected an address such as https://api.example.com/v1, found "${baseUrl}"`);
  const system = await ask(`CI file (${CI_SYSTEMS.join(', ')} or none)`, ci);
  if (system === undefined) return undefined;
  const checked = readChoice(system, 'CI file', ['none', ...CI_SYSTEMS]);
  return {
    baseUrl: baseUrl === 'later' || baseUrl === '' ? undefined : baseUrl.replace(/\/+$/, ''),
    ci: checked === 'none' ? undefined : checked,
  };
}

const isAddress = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text);

type Written = { readonly created: string[]; readonly kept: string[] };

async function writeProject(
  project: NewProject,
  { source, ci }: { readonly source: InitSource | undefined; readonly ci: CiSystem | undefined },
  host: Host,
): Promise<number> {
  const { cwd } = host;
  const written: Written = { created: [], kept: [] };
  const documents = source?.save === undefined ? [] : [{ path: source.file, text: source.text }];
  const known = outerEnvironments(cwd);
  const files = project.files.filter(({ path }) => path !== 'environments.yaml' || known === undefined);
  if (known !== undefined) written.kept.push(known);
  const problem =
    writeAll([...documents, ...files], written, cwd) ??
    (await pin(source?.save?.source, written, cwd)) ??
    (await ignore(written, cwd));
  const lines = [
    ...written.created.map((path) => `created  ${path}`),
    ...written.kept.map((path) => `kept     ${path} (it is there already)`),
    ...project.notes.map((note) => `note: ${note}`),
    ...(ci === undefined ? [] : [`note: in CI, ${CI_NOTES[ci]}`]),
  ];
  printLines(host.stdout, lines.map(host.redactor.text));
  if (problem !== undefined) {
    printLines(host.stderr, [
      `verify: ${problem.problem}`,
      '  → move it away or make it writable, and run init again',
    ]);
    return EXIT.unknown;
  }
  printLines(host.stdout, nextLines(project, source?.file, host));
  return EXIT.passed;
}

/** The environments.yaml that already applies to the specs. */
function outerEnvironments(cwd: string): string | undefined {
  const nearest = findUpward(join(cwd, 'specs'), 'environments.yaml').find(
    (path) => !statSync(path).isDirectory(),
  );
  return nearest === undefined ? undefined : shownPath(nearest, cwd);
}

function writeAll(files: readonly NewFile[], written: Written, cwd: string): FileProblem | undefined {
  for (const { path, text } of files) {
    const result = createFile(resolve(cwd, path), text, path);
    if (typeof result === 'object') return result;
    written[result].push(path);
  }
  return undefined;
}

/** Records the URL and digest of a document. */
async function pin(
  source: FetchedDocument | undefined,
  written: Written,
  cwd: string,
): Promise<FileProblem | undefined> {
  if (source === undefined) return undefined;
  const others = readLock(cwd).filter(({ file }) => file !== source.file);
  return change(SOURCES_FILE, sourcesText([...others, source]), written, cwd);
}

async function ignore(written: Written, cwd: string): Promise<FileProblem | undefined> {
  const text = (await readThere('.gitignore', cwd)) ?? '';
  if (typeof text === 'object') return text;
  const missing = missingIgnores(text);
  return missing === '' ? undefined : change('.gitignore', text + missing, written, cwd);
}

async function readThere(path: string, cwd: string): Promise<string | undefined | FileProblem> {
  try {
    return readTextIfThere(resolve(cwd, path));
  } catch (error) {
    return { problem: explainFileError(error, path) };
  }
}

/** Creates a file, or extends an existing one. */
async function change(
  path: string,
  text: string,
  written: Written,
  cwd: string,
): Promise<FileProblem | undefined> {
  const before = await readThere(path, cwd);
  if (typeof before === 'object') return before;
  if (before === undefined) return writeAll([{ path, text }], written, cwd);
  if (before === text) return undefined;
  try {
    const result = await replaceFile(resolve(cwd, path), text, before);
    if (result === 'changed-meanwhile')
      return { problem: `${path} was changed meanwhile, and is left alone` };
  } catch (error) {
    return { problem: explainFileError(error, path) };
  }
  written.created.push(`${path} (lines added)`);
  return undefined;
}

/** The commands to type next: the values that are missing, then the run. */
function nextLines(
  { needed, files }: NewProject,
  document: string | undefined,
  host: Host,
): readonly string[] {
  const known = { ...readDotEnv(host.cwd), ...host.env };
  const missing = needed.filter((name) => !known[name]);
  const hasFile = readdirSync(host.cwd).includes('.env');
  return [
    '',
    'next:',
    ...(missing.length === 0
      ? []
      : hasFile
        ? [`  write ${missing.join(' and ')} into .env, then`]
        : [`  cp .env.example .env`, `  write ${missing.join(' and ')} into .env, then`]),
    ...(files.some(({ path }) => path.startsWith('specs/')) || document === undefined
      ? []
      : [`  npx verify-specs new --missing${swaggerFlag(document)}`]),
    '  npx verify-specs',
  ];
}

/** Where `new` finds a document that no spec names yet. */
function swaggerFlag(document: string): string {
  const folder = dirname(document);
  return folder === 'swagger'
    ? ''
    : ` --swagger ${/^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`}`;
}
