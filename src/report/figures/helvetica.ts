/**
 * The standard fonts of PDF, which every reader of it has: Helvetica in its four faces, and Symbol for what it lacks,
 * Greek letters and signs of mathematics. Widths are those of Adobe's Core 14 metrics, in thousandths of the size.
 */

export interface Face {
  readonly bold: boolean;
  readonly italic: boolean;
}

/** A run of characters of one font, in its codes. */
export interface Piece {
  readonly symbol: boolean;
  readonly codes: readonly number[];
}

const widthsOf = (text: string) => text.trim().split(/\s+/).map(Number);

/** Of the codes from 32 on, in WinAnsiEncoding; slanted faces have those of the upright ones. */
const regular = widthsOf(`
278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278
556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556
1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778
667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556
333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556
556 556 333 500 278 556 500 722 500 500 500 334 260 334 584 0
556 0 222 556 333 1000 556 556 333 1000 667 333 1000 0 611 0
0 222 222 333 333 350 556 1000 333 1000 500 333 944 0 500 667
278 333 556 556 556 556 260 556 333 737 370 556 584 333 737 333
400 584 333 333 333 578 537 278 333 333 365 556 834 834 834 611
667 667 667 667 667 667 1000 722 667 667 667 667 278 278 278 278
722 722 778 778 778 778 778 584 778 722 722 722 722 667 667 611
556 556 556 556 556 556 889 500 556 556 556 556 278 278 278 278
556 556 556 556 556 556 556 584 611 556 556 556 556 500 556 500`);
const bold = widthsOf(`
278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278
556 556 556 556 556 556 556 556 556 556 333 333 584 584 584 611
975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778
667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556
333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611
611 611 389 556 333 611 556 778 556 556 500 389 280 389 584 0
556 0 278 556 500 1000 556 556 333 1000 667 333 1000 0 611 0
0 278 278 500 500 350 556 1000 333 1000 556 333 944 0 500 667
278 333 556 556 556 556 280 556 333 737 370 556 584 333 737 333
400 584 333 333 333 611 556 278 333 333 365 556 834 834 834 611
722 722 722 722 722 722 1000 722 667 667 667 667 278 278 278 278
722 722 778 778 778 778 778 584 778 722 722 722 722 667 667 611
556 556 556 556 556 556 889 556 556 556 556 556 278 278 278 278
611 611 611 611 611 611 611 584 611 611 611 611 611 556 611 556`);

/** What WinAnsiEncoding has at 128 to 159; a dot where it has nothing. The rest is Latin-1. */
const extra = "€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ";

/** Characters of the font Symbol: which, code and width. */
const symbols = new Map<string, readonly [code: number, width: number]>();
for (const [letters, first, widths] of [
  [
    "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ",
    65,
    "722 667 722 612 611 763 603 722 333 631 722 686 889 722 722 768 741 556 592 611 690 439 768 645 795 611",
  ],
  [
    "αβχδεφγηιϕκλμνοπθρστυϖωξψζ",
    97,
    "631 549 549 494 439 521 411 603 329 603 549 549 576 521 549 549 521 549 603 439 576 713 686 493 686 494",
  ],
  ["≤⁄∞", 163, "549 167 713"],
  ["↔←↑→↓", 171, "1042 987 603 987 603"],
  ["≥", 179, "549"],
  ["∝∂", 181, "713 494"],
  ["≠≡≈", 185, "549 549 549"],
  ["∩∪⊃⊇⊄⊂⊆∈∉∠∇", 199, "768 768 713 713 713 713 713 713 713 768 713"],
  ["∏√", 213, "823 549"],
  ["∧∨", 217, "603 603"],
  ["⇒", 222, "987"],
  ["∑", 229, "713"],
  ["∫", 242, "274"],
  ["−", 45, "549"],
  ["∼", 126, "549"],
  ["⊗⊕∅", 196, "768 768 823"],
] as const) {
  const sizes = widthsOf(widths);
  [...letters].forEach((letter, i) => {
    symbols.set(letter, [first + i, sizes[i]!]);
  });
}

/** Spaces and hyphens of other widths. */
const alike: Readonly<Record<string, string>> = {
  "\u2002": " ",
  "\u2003": " ",
  "\u2009": " ",
  "\u200a": " ",
  "\u202f": " ",
  "\u2010": "-",
  "\u2011": "-",
  "\u2012": "–",
};
const unknown = "?";

const known = new Map<string, { readonly code: number; readonly symbol: boolean }>();
for (let code = 32; code < 256; code++) {
  const letter = code < 128 || code > 159 ? String.fromCharCode(code) : extra[code - 128]!;
  if (regular[code - 32]! > 0 && !known.has(letter)) known.set(letter, { code, symbol: false });
}
for (const [letter, [code]] of symbols)
  if (!known.has(letter)) known.set(letter, { code, symbol: true });

/** A letter with an accent that no font has is shown without it. */
function placeOf(letter: string) {
  return (
    known.get(letter) ?? known.get(alike[letter] ?? "") ?? known.get(letter.normalize("NFD")[0]!)
  );
}

/** Whether a character has a form here. */
export function isShown(letter: string): boolean {
  return placeOf(letter) !== undefined;
}

/** The text in runs of one font each; what none has is a question mark. */
export function piecesOf(text: string): Piece[] {
  const pieces: { symbol: boolean; codes: number[] }[] = [];
  for (const letter of text.normalize("NFC")) {
    const { code, symbol } = placeOf(letter) ?? known.get(unknown)!;
    const last = pieces.at(-1);
    if (last?.symbol === symbol) last.codes.push(code);
    else pieces.push({ symbol, codes: [code] });
  }
  return pieces;
}

const symbolWidths = new Map([...symbols.values()]);

/** Width at a size of 1. */
export function pieceWidth({ symbol, codes }: Piece, face: Face): number {
  const widths = face.bold ? bold : regular;
  const of = (code: number) => (symbol ? symbolWidths.get(code)! : widths[code - 32]!);
  return codes.reduce((sum, code) => sum + of(code), 0) / 1000;
}

export function textWidth(text: string, size: number, face: Face): number {
  return piecesOf(text).reduce((sum, piece) => sum + pieceWidth(piece, face), 0) * size;
}

/** "italic bold 12px Helvetica", as of a canvas; weights from 600 on are bold. */
export function faceOf(font: string): Face & { readonly size: number } {
  const [before = "", size = "10"] = /^(.*?)([\d.]+)px/.exec(font)?.slice(1) ?? [];
  const words = before.split(" ");
  return {
    size: Number(size),
    bold: words.some((word) => word === "bold" || word === "bolder" || Number(word) >= 600),
    italic: words.some((word) => word === "italic" || word === "oblique"),
  };
}
