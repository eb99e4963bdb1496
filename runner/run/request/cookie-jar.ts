/** The cookie library, in a module of its own so that it is loaded on demand. */
export { CookieJar } from 'tough-cookie';
