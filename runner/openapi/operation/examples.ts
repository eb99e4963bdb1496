import { below } from '../document/found.ts';
import { isObject, own, ownObject, ownString, parseJson } from '../document/json.ts';
import { type Documents, type Found, isProblem } from '../document/documents.ts';
import { problemOfPart } from '../document/part.ts';

/** The examples of a response, and why some could not be read. */
export type Examples = { readonly examples: readonly unknown[]; readonly problems: readonly string[] };

/** Reads the examples of a media type: inline, by name, behind a `$ref`, or in a file beside the document. */
export function readExamples(media: Found, documents: Documents): Examples {
  const examples: unknown[] = [];
  const problems: string[] = [];
  const misplaced = problemOfPart(media, 'examples');
  if (misplaced !== undefined) problems.push(misplaced);
  if (own(media.value, 'example') !== undefined)
    examples.push(readExample(below(media, 'example'), documents));
  for (const name of Object.keys(ownObject(media.value, 'examples'))) {
    const found = documents.deref(below(media, 'examples', name));
    const problem = isProblem(found) ? found.problem : problemOfPart(found);
    if (isProblem(found) || problem !== undefined) {
      problems.push(problem!);
      continue;
    }
    if (own(found.value, 'value') !== undefined) examples.push(readExample(below(found, 'value'), documents));
    const address = ownString(found.value, 'externalValue');
    if (address === undefined) continue;
    const file = documents.resolve(address, found);
    if (isProblem(file)) problems.push(file.problem.replace(/^\$ref/, 'externalValue'));
    else examples.push(file.value);
  }
  return { examples, problems };
}

/** Reads one example. Many documents put a `$ref` in the place of its value, or write JSON as text. */
export function readExample(written: Found, documents: Documents): unknown {
  const { value } = written;
  if (typeof value === 'string') return /^\s*[[{]/.test(value) ? (parseJson(value) ?? value) : value;
  if (!isObject(value) || ownString(value, '$ref') === undefined || Object.keys(value).length > 1)
    return value;
  const target = documents.deref(written);
  return isProblem(target) ? value : target.value;
}
