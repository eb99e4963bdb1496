import type { Extras } from '../../report/extras.ts';
import type { Report } from '../../report/report.ts';
import { renderCtrf } from '../../report/writers/ctrf.ts';
import { renderHar } from '../../report/writers/har.ts';
import { renderJunit } from '../../report/writers/junit.ts';
import { renderTap } from '../../report/writers/tap.ts';

/** The whole text of a report that is written in pieces. */
const textOf = (pieces: Iterable<string>): string => [...pieces].join('');

export const ctrfText = (report: Report, extras: Extras): string => textOf(renderCtrf(report, extras));
export const harText = (report: Report, extras: Extras): string => textOf(renderHar(report, extras));
export const junitText = (report: Report, extras: Extras): string => textOf(renderJunit(report, extras));
export const tapText = (report: Report): string => textOf(renderTap(report));
