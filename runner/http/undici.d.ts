declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici';
}
declare module 'undici/lib/core/symbols.js' {
  export const kParser: unique symbol;
}
