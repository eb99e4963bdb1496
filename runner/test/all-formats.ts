import { REPORTERS } from '../report/formats.ts';

/** All formats beside the console and `report.json`, which there always is. */
export const ALL_FORMATS: readonly string[] = REPORTERS.filter(
  (name) => name !== 'console' && name !== 'json',
);
