// The report counts lines and columns from 1, and columns in bytes of UTF-8; the
// editor counts from 0, and in units of UTF-16.

export function toCharacter(line: string, column: number): number {
  let bytes = 0,
    character = 0;
  for (const letter of line) {
    if (bytes >= column - 1) break;
    bytes += Buffer.byteLength(letter);
    character += letter.length;
  }
  return character;
}
