import type { WrittenJson } from '../language/template/written.ts';

/** How a credential is put on a request. */
export type Scheme = 'bearer' | 'admin' | 'token' | 'basic' | 'apiKey';

/** All schemes, as they are spelt here. */
export const SCHEMES: readonly Scheme[] = ['bearer', 'admin', 'token', 'basic', 'apiKey'];

/** Understands a scheme however it is spelt; undefined when there is none of that name. */
export const readScheme = (text: WrittenJson | undefined): Scheme | undefined =>
  SCHEMES.find(
    (each) =>
      each.toLowerCase() ===
      String(text ?? '')
        .replace(/[-_]/g, '')
        .toLowerCase(),
  );
