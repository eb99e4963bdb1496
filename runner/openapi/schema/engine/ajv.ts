/** The validator, in a module of its own so that it can be loaded when it is needed. */
export { Ajv2020 } from 'ajv/dist/2020.js';
