import type { Verdict } from '../../../run/events.ts';

/** A shape for each verdict, so that colour is never all that tells them apart. */
const SHAPES: Readonly<Record<Verdict, string>> = {
  passed:
    'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.6 4.9-4.3 5.2a.8.8 0 0 1-1.2 0L4.3 9l1.2-1 1.2 1.4 3.7-4.5 1.2 1Z',
  failed:
    'M2 1h12a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H2a1 1 0 0 1-1-1V2a1 1 0 0 1 1-1Zm3.2 3L4 5.200 6.800 8 4 10.800 5.200 12 8 9.200 10.800 12 12 10.800 9.200 8 12 5.200 10.800 4 8 6.800 5.200 4Z',
  errored:
    'M8 .8a1 1 0 0 1 .9.5l6.600 12a1 1 0 0 1-.9 1.500H1.400a1 1 0 0 1-.9-1.500l6.600-12A1 1 0 0 1 8 .8ZM7.100 5.500v4.200h1.800V5.500H7.100Zm0 5.500v1.800h1.800V11H7.100Z',
  blocked: 'M8 .3 15.700 8 8 15.700.3 8 8 .3ZM4.500 7.100v1.800h7V7.100h-7Z',
  skipped:
    'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.600a5.400 5.400 0 1 1 0 10.800A5.400 5.400 0 0 1 8 2.600ZM5 7.200v1.600h6V7.200H5Z',
};

/** The verdict as a shape; the word stands beside it or is said to those who do not see. */
export function Glyph({ verdict }: { readonly verdict: Verdict }) {
  return (
    <svg class={`glyph ${verdict}`} viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <path fill-rule="evenodd" d={SHAPES[verdict]} />
    </svg>
  );
}

/** The verdict as shape and word. */
export function VerdictWord({ verdict }: { readonly verdict: Verdict }) {
  return (
    <span class={`verdict ${verdict}`}>
      <Glyph verdict={verdict} />
      {verdict}
    </span>
  );
}
