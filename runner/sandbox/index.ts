export {
  createSandbox,
  type Sandbox,
  type SandboxOptions,
  sandboxEnvironment,
  sandboxOrigin,
} from './create.ts';
export { type Fault, type ParsedFault, parseFault } from './faults.ts';
export { isSandboxOperation, sandboxOperations } from './operations.ts';
