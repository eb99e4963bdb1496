/** The cookie library, in a module of its own so that it can be loaded when it is needed. */
export { CookieJar } from 'tough-cookie';
