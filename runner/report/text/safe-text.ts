/**
 * Everything printed may hold foreign text: responses, specs, documents, file names, the command line. These functions make it
 * harmless for a terminal and for the CI system that shows the log. All output passes {@link safeLine} once more in
 * `cli/terminal.ts`.
 */

/** Characters that a terminal obeys, reorders or hides, except variation selectors after an emoji. */
const HIDDEN =
  /(?!\t|\n|(?<=\p{Extended_Pictographic})(?:\ufe0e|\ufe0f))[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{NChar}]/gu;
/** Fast path for most lines: the expression above is slow. */
const ASCII = /^[ -~\t\n]*$/;

const NAMES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * A character as the escape that programmers know: `
 * `, `\x1b`, `\u202e`, `\u{e0001}`.
 */
function escaped(char: string): string {
  const code = char.codePointAt(0)!;
  const hex = code.toString(16);
  if (code > 0xffff) return `\\u{${hex}}`;
  return NAMES[char] ?? (code > 0xff ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`);
}

/** Control, format and invisible characters become escapes; line breaks and tabs stay. */
export const visible = (text: string): string => (ASCII.test(text) ? text : text.replace(HIDDEN, escaped));

/** The same on one line: line breaks and tabs become escapes, too. */
export const oneLine = (text: string): string => visible(text).replace(/[\t\n]/g, escaped);

/**
 * What CI systems search for in the whole line: Azure Pipelines `##vso[`, TeamCity `##teamcity[`, GitHub in its old notation
 * `##[`, and Jenkins and GitLab in a test's output `[[ATTACHMENT|`.
 */
const COMMAND_ANYWHERE = /#(?=#[\w-]*\[)|\[(?=\[ATTACHMENT\|)/gi;

/** Commands of CI systems at the start of a line, up to the first character that is not blank. */
const COMMANDS_AT_START: readonly RegExp[] = [
  // GitHub Actions skips leading blanks.
  /^(\s*)(:)(?=:)/,
  /^(\s*)(t)(?=ravis_\w+:)/,
  // Groups of Buildkite.
  /^()([-+~^])(?=(?:--|\+\+|~~|\^\^) )/,
];

/** Text on one line without commands, except one at the start of the line. */
export const safeText = (text: string): string => oneLine(text).replace(COMMAND_ANYWHERE, escaped);

/** A whole line that no terminal and no CI system obeys. */
export const safeLine = (line: string): string =>
  COMMANDS_AT_START.reduce(
    (text, command) =>
      text.replace(command, (_start, blanks: string, first: string) => blanks + escaped(first)),
    safeText(line),
  );

const asJson = (char: string): string =>
  char
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** JSON in which everything that {@link safeLine} would change is escaped as in JSON. */
export const safeJson = (json: string): string =>
  (ASCII.test(json) ? json : json.replace(HIDDEN, asJson)).replace(COMMAND_ANYWHERE, asJson);
