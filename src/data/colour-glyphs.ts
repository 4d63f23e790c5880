/**
 * The embedded data set in colour: the ten symbols of `glyphs`, 16 x 16 pixels of red, green and blue.
 *
 * As there, image i of a split depends on (seed, split, i) alone, and each block of ten images holds every
 * class once.
 *
 * Background and ink have random colours that differ little, in any direction: the ink may be darker,
 * lighter, or as bright and of another hue. So neither a colour nor the mean over images of any pixel says
 * anything of the class, which is the symbol alone: a linear classifier guesses (under 25 %), while a small
 * network of convolutions reads them (resnet8: over 90 %). The symbol is jittered, turned and moved as in
 * `glyphs`; a stray dash has a third colour, light falls unevenly, and every value has noise.
 */
import { Random } from "../random.js";
import type { ByteImages } from "./dataset.js";
import { glyphLabels } from "./glyph-labels.js";
import { glyphSide } from "./glyphs.js";
import { inkPath, placement, stray, uniformIn } from "./handwriting.js";
import { draw, type Path } from "./pen.js";
import { symbols } from "./symbols.js";

export const colourGlyphImage = { channels: 3, height: 16, width: 16 };

const side = colourGlyphImage.height;
const area = side * side;

const GROUND = [64, 191] as const; // brightness of each channel
const CONTRAST = [60, 120] as const; // distance of two colours, in units of brightness
const SHADE = 25; // brightness that light adds or takes at an edge, at most
const NOISE = 10; // standard deviation of each value
const PEN_RADIUS = [0.55, 0.85] as const; // pixels
const PEN_EDGE = [0.8, 1.2] as const; // pixels
const STRAY_DASH = 0.5; // probability

type Colour = readonly [number, number, number];

/** Draws images `from` … `from + count - 1` of a split, 768 bytes each, channel by channel. About 0.2 ms an image. */
export function colourGlyphs(
  seed: number,
  split: "train" | "test",
  count: number,
  from = 0,
): ByteImages {
  const width = 3 * area;
  const classes = symbols.length;
  const pixels = new Uint8Array(count * width);
  const labels = glyphLabels(seed, `colour-glyphs/${split}`, classes, count, from);
  for (let k = 0; k < count; k++) {
    const random = new Random(seed, `colour-glyphs/${split}/image/${from + k}`);
    pixels.set(drawGlyph(labels[k]!, random), k * width);
  }
  return { count, width, pixels, labels, classes, image: colourGlyphImage };
}

function drawGlyph(label: number, random: Random): Uint8ClampedArray {
  const place = placement(random, glyphSide);
  const pen = () => ({
    radius: uniformIn(random, PEN_RADIUS),
    edge: uniformIn(random, PEN_EDGE),
    ink: 255,
  });
  const own = pen();
  const cover = new Uint8Array(area);
  for (const stroke of symbols[label]!.strokes)
    draw(cover, side, scaled(inkPath(stroke, random).flatMap(place)), own);
  const spilt = new Uint8Array(area);
  if (random.uniform() < STRAY_DASH) draw(spilt, side, scaled(stray(random, glyphSide)), pen());
  return coloured(cover, spilt, random);
}

/** From the pixels of a grey glyph to those of a colour one. */
function scaled(path: Path): number[] {
  return path.map((at) => ((at + 0.5) * side) / glyphSide - 0.5);
}

/** Ground, then what was spilt, then ink; light; noise. */
function coloured(cover: Uint8Array, spilt: Uint8Array, random: Random): Uint8ClampedArray {
  const ground: Colour = [
    uniformIn(random, GROUND),
    uniformIn(random, GROUND),
    uniformIn(random, GROUND),
  ];
  const ink = near(ground, random);
  const other = near(ground, random);
  const across = uniformIn(random, [-SHADE, SHADE]);
  const down = uniformIn(random, [-SHADE, SHADE]);
  const values = new Uint8ClampedArray(3 * area); // rounds, and keeps to 0 … 255
  for (let channel = 0; channel < 3; channel++) {
    for (let at = 0; at < area; at++) {
      const column = at % side;
      const light =
        across * ((2 * column + 1) / side - 1) +
        down * ((2 * ((at - column) / side) + 1) / side - 1);
      const below = mixed(ground[channel]!, other[channel]!, spilt[at]!);
      const value = mixed(below, ink[channel]!, cover[at]!);
      values[channel * area + at] = value + light + NOISE * random.normal();
    }
  }
  return values;
}

/** A colour at a random distance, in a random direction. */
function near([r, g, b]: Colour, random: Random): Colour {
  const [x, y, z] = [random.normal(), random.normal(), random.normal()];
  const stretch = uniformIn(random, CONTRAST) / Math.sqrt(x * x + y * y + z * z);
  return [r + stretch * x, g + stretch * y, b + stretch * z];
}

function mixed(below: number, above: number, cover: number): number {
  return below + ((above - below) * cover) / 255;
}
