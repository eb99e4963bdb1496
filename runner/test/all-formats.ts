import { REPORTERS } from '../report/formats.ts';

/** All formats except the console and `report.json`, which is always written. */
export const ALL_FORMATS: readonly string[] = REPORTERS.filter(
  (name) => name !== 'console' && name !== 'json',
);
