import { lazily, NAME_PATTERN } from './patterns.ts';
import { hidePasswordsOfUrls } from './urls.ts';
import { isPlaceholder, PAIR_NAME_KEYS } from './values.ts';

const KEY_OF_LINE = `((?:^|[{,]|-)\\s*(?:export\\s+)?["']?(?:\\$[^"'\\s:]{0,200}[.\\[]["']?|[\\w.]{1,60}\\[)?(?:\\w*[-_])?${NAME_PATTERN}["']?(?:\\]|\\[[^\\]\\s]*\\]|\\.\\w+)*["']?\\s*[:=]\\s*)`;

const containerRule = lazily(() => new RegExp(`${KEY_OF_LINE}(?!\\{\\{)([[{].*)$`, 'i'));

const lineRule = lazily(() => new RegExp(`${KEY_OF_LINE}(["']?)((?:(?!\\2[,}\\]]|\\2\\s*(?:#|$)).)*)`, 'gi'));

/** A pair in braces: its value to the end of the line. */
const pairRule = lazily(
  () =>
    new RegExp(
      `(\\b(?:${PAIR_NAME_KEYS.join('|')})["']?\\s*:\\s*["']?${NAME_PATTERN}["']?\\s*,.{0,200}?\\bvalue["']?\\s*:(?!\\s*["']?(?:\\{\\{|<<))\\s*)(.*)$`,
      'i',
    ),
);

/** A list or object to the end of its line. */
const hideContainerInLine = (line: string): string =>
  line.replace(containerRule(), (whole, before: string, value: string) =>
    /\w/.test(value.replace(/\{\{.*?\}\}|<<.*?>>/g, '')) ? `${before}***` : whole,
  );

/** Hides sensitive values in a line of YAML or of a `.env` file, for an excerpt. */
export const hideInLine = (line: string): string =>
  hidePasswordsOfUrls(
    hideContainerInLine(line)
      .replace(pairRule(), (_whole, before: string) => `${before}***`)
      .replace(lineRule(), (whole, before: string, quote: string, value: string) =>
        isPlaceholder(value.trim()) || value.startsWith('{') || value.startsWith('[')
          ? whole
          : `${before}${quote}***`,
      ),
  );
