/** A variable in the syntax of another tool, which would be sent as written. */
export type OtherVariable = { readonly written: string; readonly name: string };

const NAME = '([A-Za-z_][\\w.]*)';
/** A whole text: inside a longer one these may be literal, as in the text of a mail. */
const WHOLE = new RegExp(`^(?:[$#]?\\{${NAME}\\}|%${NAME}%|\\[\\[ *${NAME} *\\]\\]|\\$\\(${NAME}\\))$`);
/** In a header or a parameter, after a blank or a sign: after a letter, as in `items{id}`, braces choose fields. */
const INSIDE = new RegExp(
  `(?<![\\w{%\\\\])(?:[$#]?\\{${NAME}\\}(?!\\})|%${NAME}%(?![\\w%])|\\[\\[ *${NAME} *\\]\\]|\\$\\(${NAME}\\)|\\$([A-Z][A-Z0-9_]*)$)`,
);
/** In a path, where `{name}` is a parameter. */
const IN_PATH = new RegExp(
  `\\{\\{\\{ *${NAME} *\\}\\}\\}|[$#]\\{${NAME}\\}|(?<=[/=])%${NAME}%(?=[/?&]|$)|\\[\\[ *${NAME} *\\]\\]|\\$\\(${NAME}\\)`,
);
const MAY_BE = /[{%[$]/;

const PATTERNS = { whole: WHOLE, inside: INSIDE, path: IN_PATH };

/** The place of a text decides which signs can only mean a variable. */
export type BracesPlace = keyof typeof PATTERNS;

/** The first variable of a text in the syntax of another tool. */
export function otherVariable(text: string, place: BracesPlace): OtherVariable | undefined {
  if (!MAY_BE.test(text)) return undefined;
  const found = PATTERNS[place].exec(text);
  if (found === null) return undefined;
  return { written: found[0], name: found.slice(1).find((each) => each !== undefined)! };
}

/** `/items/:id`, the parameter syntax of routers. */
export function colonParameter(path: string): OtherVariable | undefined {
  const found = /\/:([A-Za-z_]\w*)(?=[/?]|$)/.exec(path);
  return found === null ? undefined : { written: found[0].slice(1), name: found[1]! };
}
