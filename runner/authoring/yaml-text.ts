/** A text as a YAML scalar on one line: plain if that reads back the same, else in double quotes. */
export const yamlText = (text: string): string =>
  isPlain(text) ? text : JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escapeUnit);

/** Words that YAML does not read as text. */
const WORD_OF_YAML = /^(?:null|true|false|yes|no|on|off|y|n|~|[-+.\d].*)$/i;

const isPlain = (text: string): boolean =>
  /^[A-Za-z_/][\w ./{}-]*(?<! )$/.test(text) && !/[{}] *$|^[^/]*[{}]/.test(text) && !WORD_OF_YAML.test(text);

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text of a document inside a comment or a sentence: one line, no control characters, limited length. */
export const toOneLine = (text: string, limit = 100): string => {
  const line = text
    // oxlint-disable-next-line no-control-regex -- these are what is taken out
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).trimEnd()}…`;
};
