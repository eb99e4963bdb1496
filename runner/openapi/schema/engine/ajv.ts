/** The validator, in a module of its own so that it is loaded on demand. */
export { Ajv2020 } from 'ajv/dist/2020.js';
