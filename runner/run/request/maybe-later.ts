/** A value that is nearly always there at once: to wait for it all the same would take longer than to make it. */
export type MaybeLater<T> = T | Promise<T>;
