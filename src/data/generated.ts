/** The data sets that pcrit draws itself, by their names. */
import { colourGlyphImage, colourGlyphs } from "./colour-glyphs.js";
import type { ByteImages, Images } from "./dataset.js";
import { glyphNames, glyphSide, glyphs } from "./glyphs.js";

export type GeneratedName = "glyphs" | "colour-glyphs";

interface Generated {
  readonly draw: (seed: number, split: "train" | "test", count: number) => ByteImages;
  readonly image: NonNullable<Images["image"]>;
  /** Of the classes, where its files say them. */
  readonly names?: readonly string[];
}

export const generated: Readonly<Record<GeneratedName, Generated>> = {
  glyphs: { draw: glyphs, image: { channels: 1, height: glyphSide, width: glyphSide } },
  "colour-glyphs": { draw: colourGlyphs, image: colourGlyphImage, names: glyphNames },
};

export function isGenerated(name: string): name is GeneratedName {
  return Object.hasOwn(generated, name);
}
