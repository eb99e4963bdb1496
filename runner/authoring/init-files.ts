import { CI_PATHS, type CiSystem, ciText } from './ci-text.ts';
import {
  BASE_URL_VARIABLE,
  envExampleText,
  environmentsText,
  SANDBOX_ENVIRONMENTS,
} from './environments-text.ts';
import { findFirstOperation, type FirstOperation } from './first-operation.ts';
import { GATE_TEXT } from './gate-text.ts';
import { SANDBOX_SPEC } from './sandbox-spec.ts';
import { firstSpecText, specPathOf } from './spec-text.ts';
import type { ApiSurvey } from './survey.ts';
import { tokensOfSchemes } from './tokens-of-schemes.ts';

/** A file of a new project. */
export type NewFile = { readonly path: string; readonly text: string };

/** The content of a new project. */
export type NewProject = {
  readonly files: readonly NewFile[];
  /** The variables that its first spec needs. */
  readonly needed: readonly string[];
  readonly notes: readonly string[];
};

/** What was chosen or proposed. */
export type Choices = {
  readonly baseUrl: string | undefined;
  readonly ci: CiSystem | undefined;
  readonly version: string;
};

/** The files for an API with a document, whose path in the project is `swagger`. */
export function projectOfDocument(survey: ApiSurvey, swagger: string, choices: Choices): NewProject {
  const { baseUrl } = choices;
  const tokens = tokensOfSchemes(survey.schemes);
  const first = findFirstOperation(survey.operations, tokens);
  const urls = baseUrl === undefined ? [BASE_URL_VARIABLE] : [];
  const variables = [...urls, ...tokens.flatMap((token) => token.variables)];
  return {
    files: [
      {
        path: 'environments.yaml',
        text: environmentsText({
          title: survey.title,
          baseUrl,
          others: survey.servers.filter(({ url }) => url !== baseUrl),
          tokens,
          defaultToken: first?.token?.name,
          unsupported: survey.schemes.filter((each) => each.kind === 'unsupported'),
        }),
      },
      { path: '.env.example', text: envExampleText(tokens, baseUrl !== undefined) },
      { path: 'gate.yaml', text: GATE_TEXT },
      ...(first === undefined
        ? []
        : [{ path: `specs/${specPathOf(first)}`, text: firstSpecText(first, swagger) }]),
      ...ciFiles(choices, variables),
    ],
    needed: [...urls, ...(first?.token?.variables ?? [])],
    notes: [
      ...notesOf(first),
      ...survey.problems.map((each) => `a part of the document was left out: ${each}`),
    ],
  };
}

function notesOf(first: FirstOperation | undefined): readonly string[] {
  if (first === undefined)
    return ['no spec was written: the document has no GET that succeeds; write one below specs/'];
  const { operation } = first.surveyed;
  return first.needs.length === 0
    ? []
    : [
        `the spec of GET ${operation.template} is skipped, as it needs ${first.needs.join(', ')}: give it, then say status: pending`,
      ];
}

/** The files for a project without a document, which uses the sandbox. */
export function projectOfSandbox(choices: Choices): NewProject {
  return {
    files: [
      { path: 'environments.yaml', text: SANDBOX_ENVIRONMENTS },
      { path: '.env.example', text: envExampleText([], true) },
      { path: 'gate.yaml', text: GATE_TEXT },
      { path: `specs/${SANDBOX_SPEC.path}`, text: SANDBOX_SPEC.text },
      ...ciFiles(choices, []),
    ],
    needed: [],
    notes: [],
  };
}

const ciFiles = ({ ci, version }: Choices, variables: readonly string[]): readonly NewFile[] =>
  ci === undefined ? [] : [{ path: CI_PATHS[ci], text: ciText(ci, version, variables) }];
