import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { PdfCanvas } from "../../../src/report/figures/pdf-canvas.js";
import { pdfFile } from "../../../src/report/figures/pdf-file.js";
import { scratchFolder } from "../../support/folder.js";
import { hasPoppler, noPoppler, poppler, rendered } from "../../support/poppler.js";

/** Shades of grey and their opacity: "0.5/0.2". */
function colour(text: string) {
  const [shade = 0, opacity = 1] = text.replace("#000", "0").split("/").map(Number);
  return { rgb: [shade, shade, shade] as const, opacity };
}

const size = 100;

/** What was drawn, by pixel: one of the page is one of the picture. */
function picture(t: TestContext, draw: (canvas: PdfCanvas) => void) {
  const canvas = new PdfCanvas(size, colour);
  draw(canvas);
  const path = join(scratchFolder(t), "drawing.pdf");
  writeFileSync(path, pdfFile(canvas, { title: "ν (1)", width: size, height: size }), "latin1");
  const { width, grey } = rendered(path, 96)!;
  assert.equal(width, size);
  return { at: (x: number, y: number) => grey[y * width + x]!, grey, path };
}

const near = (found: number, wanted: number) =>
  assert.ok(Math.abs(found - wanted) <= 2, `${found}, not ${wanted}`);

test("fills, transforms, opacity and what is restored", (t) => {
  if (!hasPoppler()) return t.skip(noPoppler);
  const { at } = picture(t, (canvas) => {
    canvas.save();
    canvas.translate(10, 20);
    canvas.scale(2, 2);
    canvas.fillStyle = "0";
    canvas.fillRect(0, 0, 10, 5);
    canvas.restore();
    canvas.fillStyle = "0/0.5";
    canvas.globalAlpha = 0.5;
    canvas.fillRect(60, 60, 20, 20);
    canvas.fillStyle = "0/0";
    canvas.fillRect(0, 0, 100, 100);
  });
  assert.deepEqual(
    [at(11, 21), at(29, 29), at(9, 21), at(31, 29), at(20, 31)],
    [0, 0, 255, 255, 255],
  );
  near(at(70, 70), 0.75 * 255);
  assert.equal(at(5, 5), 255, "what is transparent is not drawn");
});

test("a circle has the area of a circle, an arc goes the way it is told", (t) => {
  if (!hasPoppler()) return t.skip(noPoppler);
  const round = picture(t, (canvas) => {
    canvas.beginPath();
    canvas.arc(50, 50, 40, 0, 2 * Math.PI);
    canvas.fill();
  });
  const ink = round.grey.reduce((sum, shade) => sum + (255 - shade) / 255, 0);
  assert.ok(Math.abs(ink / (Math.PI * 1600) - 1) < 0.003, `${ink}`);
  const half = (backwards: boolean) =>
    picture(t, (canvas) => {
      canvas.beginPath();
      canvas.arc(50, 50, 40, 0, Math.PI, backwards);
      canvas.fill();
    });
  assert.deepEqual([half(false).at(50, 70), half(false).at(50, 30)], [0, 255]);
  assert.deepEqual([half(true).at(50, 70), half(true).at(50, 30)], [255, 0]);
});

test("a clip ends with its group; lines have their width, dashes and turn", (t) => {
  if (!hasPoppler()) return t.skip(noPoppler);
  const { at } = picture(t, (canvas) => {
    canvas.save();
    canvas.beginPath();
    canvas.rect(0, 0, 50, 100);
    canvas.clip();
    canvas.fillRect(0, 0, 100, 20);
    canvas.restore();
    canvas.lineWidth = 6;
    canvas.setLineDash([20, 20]);
    canvas.beginPath();
    canvas.moveTo(0, 50);
    canvas.lineTo(100, 50);
    canvas.stroke();
    canvas.setLineDash([]);
    canvas.translate(90, 60);
    canvas.rotate(Math.PI / 2);
    canvas.fillRect(0, 0, 30, 5);
  });
  assert.deepEqual([at(40, 10), at(60, 10)], [0, 255]);
  assert.deepEqual([at(10, 52), at(30, 52), at(50, 52), at(10, 55)], [0, 255, 0, 255]);
  assert.deepEqual([at(87, 75), at(87, 88), at(92, 75)], [0, 0, 255]);
});

test("a gradient goes from colour to colour along its line, stop by stop", (t) => {
  if (!hasPoppler()) return t.skip(noPoppler);
  const { at } = picture(t, (canvas) => {
    canvas.translate(10, 10);
    const gradient = canvas.createLinearGradient(0, 0, 80, 0);
    for (const [place, shade] of [
      [0, "0"],
      [0.5, "0.8"],
      [1, "0.2"],
    ] as const)
      gradient.addColorStop(place, shade);
    canvas.fillStyle = gradient;
    canvas.fillRect(0, 0, 80, 80);
  });
  near(at(30, 50), 0.4 * 255);
  near(at(50, 50), 0.8 * 255);
  near(at(70, 50), 0.5 * 255);
  assert.equal(at(5, 50), 255);
});

test("words stay words, upright, turned and centred; brackets and Greek letters too", (t) => {
  if (!hasPoppler()) return t.skip(noPoppler);
  const { path, grey } = picture(t, (canvas) => {
    canvas.font = "12px Helvetica";
    canvas.textAlign = "center";
    canvas.fillText("(a\\b) 1/ν", 50, 30);
    canvas.save();
    canvas.translate(20, 90);
    canvas.rotate(-Math.PI / 2);
    canvas.textAlign = "left";
    canvas.fillText("upwards", 0, 0);
    canvas.restore();
  });
  const text = poppler("pdftotext", [path, "-"])!.toString();
  assert.match(text, /\(a\\b\) 1\/ν/);
  assert.match(text, /upwards/);
  assert.match(poppler("pdfinfo", [path])!.toString(), /Title: +ν \(1\)\n/);
  const columns = [...grey.keys()]
    .filter((i) => grey[i]! < 128 && i < 40 * size)
    .map((i) => i % size);
  const middle = (Math.min(...columns) + Math.max(...columns)) / 2;
  assert.ok(Math.abs(middle - 50) <= 2, `centred at ${middle}`);
});
