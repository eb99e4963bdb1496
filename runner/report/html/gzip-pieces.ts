import { constants, crc32, deflateRawSync } from 'node:zlib';

/** Characters that are compressed together: enough to compress well, little enough to stay in memory. */
const BLOCK = 1_000_000;

/** Magic number, deflate, no flags, no time, no system. */
const HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** An empty last block of deflate. */
const END = Buffer.from([0x03, 0x00]);

/** A text in pieces as one gzip member (RFC 1952), compressed block by block: browsers refuse a second member. */
export function* gzipPieces(first: string, rest: Iterable<string>): Generator<Buffer> {
  yield HEAD;
  let checksum = 0;
  let length = 0;
  const pack = (text: string): Buffer => {
    const bytes = Buffer.from(text);
    checksum = crc32(bytes, checksum);
    length += bytes.length;
    return deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  };
  let block = first;
  for (const piece of rest) {
    if (block.length + piece.length > BLOCK) {
      yield pack(block);
      block = '';
    }
    block += piece;
  }
  if (block !== '') yield pack(block);
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(checksum, 0);
  tail.writeUInt32LE(length % 2 ** 32, 4);
  yield Buffer.concat([END, tail]);
}
