/** What Vega drew as a PDF file: of pcrit report, and in the page itself. */
import type { View } from "vega";
import { faceOf, textWidth } from "./helvetica.js";
import { type Colour, PdfCanvas } from "./pdf-canvas.js";
import { pdfFile } from "./pdf-file.js";

/** The library, or what a page has of it. */
interface Vega {
  readonly expressionFunction: (name: "rgb") => unknown;
}

interface Rgb {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly opacity: number;
}

/** @param svg of the same view, which says its size. */
export async function figurePdf(view: View, svg: string, title: string, vega: Vega) {
  const { width, height } = sizeOf(svg) ?? { width: 1, height: 1 };
  const rgb = vega.expressionFunction("rgb") as (text: string) => Rgb;
  const canvas = new PdfCanvas(height, (text) => colourOf(rgb(text)));
  await view.toCanvas(1, { externalContext: canvas } as never);
  return { file: pdfFile(canvas, { title, width, height }), lost: [...canvas.lost] };
}

/** Width and height; undefined of a drawing that has no end. */
export function sizeOf(svg: string): { width: number; height: number } | undefined {
  const [width, height] = ["width", "height"].map((name) =>
    Number(new RegExp(`^<svg [^>]*\\b${name}="([\\d.]+)"`).exec(svg)?.[1]),
  ) as [number, number];
  return Number.isFinite(width) && Number.isFinite(height) ? { width, height } : undefined;
}

/** Words that are no colour are drawn as nothing, as a browser does. */
function colourOf({ r, g, b, opacity }: Rgb): Colour {
  const known = [r, g, b, opacity].every((part) => Number.isFinite(part));
  return known ? { rgb: [r / 255, g / 255, b / 255], opacity } : { rgb: [0, 0, 0], opacity: 0 };
}

interface TextItem {
  readonly fontSize?: number;
  readonly fontStyle?: string;
  readonly fontWeight?: string | number;
}

type Measure = (item: TextItem, text: string) => number;

/** From now on Vega lays charts out by the widths of Helvetica. @returns what undoes that. */
export function inHelvetica(vega: object): () => void {
  // Exported, but not declared by Vega's types.
  const { textMetrics } = vega as { readonly textMetrics: { width: Measure } };
  const before = textMetrics.width;
  textMetrics.width = ({ fontStyle = "", fontWeight = "", fontSize = 11 }, text) => {
    const face = faceOf(`${fontStyle} ${fontWeight} ${fontSize}px`);
    return textWidth(String(text), face.size, face);
  };
  return () => {
    textMetrics.width = before;
  };
}
