/**
 * Bytes as text, five characters for four: a sixteenth less than base64, of a network 80 kB. The characters are
 * those of ASCII to which neither JSON nor HTML nor a replacement in a text gives a meaning. browser/base85.ts reads it.
 */

/** In the order of their values. */
export const digits = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))
  .filter((letter) => !"\"\\<>&'`=$".includes(letter))
  .join("");

/** The last group of n bytes is n + 1 characters. */
export function encodeBase85(bytes: Uint8Array): string {
  const groups: string[] = [];
  for (let i = 0; i < bytes.length; i += 4) {
    let value = 0;
    for (let k = 0; k < 4; k++) value = value * 256 + (bytes[i + k] ?? 0);
    let group = "";
    for (let k = 0; k < 5; k++) {
      group = digits[value % 85]! + group;
      value = Math.floor(value / 85);
    }
    groups.push(group.slice(0, Math.min(4, bytes.length - i) + 1));
  }
  return groups.join("");
}
