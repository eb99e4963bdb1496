declare module 'undici/lib/dispatcher/pool.js' {
  export { Pool as default } from 'undici';
}
declare module 'undici/lib/core/symbols.js' {
  export const kParser: unique symbol;
}
