import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { faceOf, isShown, piecesOf, textWidth } from "../../../src/report/figures/helvetica.js";
import { PdfCanvas } from "../../../src/report/figures/pdf-canvas.js";
import { pdfFile } from "../../../src/report/figures/pdf-file.js";
import { scratchFolder } from "../../support/folder.js";
import { hasPoppler, noPoppler, poppler } from "../../support/poppler.js";

/** Of Latin, Greek and mathematics, all that the fonts have, in words of eight. */
const words = [[0x21, 0x17f] as const, [0x370, 0x3ff] as const, [0x2010, 0x22ff] as const].flatMap(
  ([from, to]) => {
    const letters = Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));
    // pdftotext gives ligatures, fractions and spaces in other letters.
    const shown = letters.filter(
      (letter) => isShown(letter) && letter.normalize("NFKC") === letter,
    );
    return Array.from({ length: Math.ceil(shown.length / 8) }, (_, i) =>
      shown.slice(8 * i, 8 * i + 8).join(""),
    );
  },
);

test("widths of words are those by which Poppler sets them, in every face", (t) => {
  if (!hasPoppler()) return t.skip(noPoppler);
  const path = join(scratchFolder(t), "words.pdf");
  for (const style of ["", "bold", "italic", "italic 700"]) {
    const height = 20 * words.length + 20;
    const canvas = new PdfCanvas(height, () => ({ rgb: [0, 0, 0], opacity: 1 }));
    canvas.font = `${style} 12px Helvetica`;
    words.forEach((word, i) => {
      canvas.fillText(word, 20, 20 * i + 20);
    });
    assert.deepEqual([...canvas.lost], []);
    writeFileSync(path, pdfFile(canvas, { title: "words", width: 400, height }), "latin1");
    const boxes = poppler("pdftotext", ["-bbox", path, "-"])!.toString();
    const found = [...boxes.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)"/g)];
    const ends = new Map<number, number>();
    for (const [, , y, to] of found) {
      const line = Math.round((Number(y) / 0.75 - 10) / 20);
      ends.set(line, Math.max(ends.get(line) ?? 0, Number(to)));
    }
    words.forEach((word, i) => {
      const width = textWidth(word, 12, faceOf(canvas.font)) * 0.75;
      const set = ends.get(i)! - 15;
      assert.ok(Math.abs(set - width) < 0.1, `${word} ${style}: ${set} points, not ${width}`);
    });
  }
});

test("letters that no font has lose their accent, or are question marks", () => {
  const shown = (text: string) =>
    piecesOf(text)
      .map(({ symbol, codes }) => `${symbol ? "S" : ""}${String.fromCharCode(...codes)}`)
      .join("|");
  assert.equal(shown("a−b"), "a|S-|b");
  assert.equal(shown("γ/ν"), "Sg|/|Sn");
  assert.equal(shown("12\u202f000"), "12 000");
  assert.equal(shown("Dvořák"), "Dvor\xe1k");
  assert.equal(shown("図1"), "?1");
  assert.deepEqual([isShown("ř"), isShown("図")], [true, false]);
});

test("a face is read from a font as a canvas has it", () => {
  assert.deepEqual(faceOf("12px Helvetica"), { size: 12, bold: false, italic: false });
  assert.deepEqual(faceOf("italic 600 9.5px A, b"), { size: 9.5, bold: true, italic: true });
  assert.deepEqual(faceOf("500 9px A"), { size: 9, bold: false, italic: false });
});
