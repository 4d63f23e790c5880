/**
 * A canvas that writes what is drawn on it as the content of a PDF page: paths, fills, strokes, clips, gradients and
 * text, which stays text. It has what Vega draws with. Places are worked out here, so that the page needs no
 * transforms, and rounded to a hundredth of a point.
 */
import { cos, sin } from "../../math.js";
import { type Face, faceOf, isShown, piecesOf, pieceWidth } from "./helvetica.js";

/** From 0 to 1. */
export interface Colour {
  readonly rgb: readonly [number, number, number];
  readonly opacity: number;
}

export interface Shading {
  /** x and y of both ends, in points of the page. */
  readonly line: readonly [number, number, number, number];
  readonly stops: readonly { readonly at: number; readonly colour: Colour }[];
}

type Matrix = readonly [number, number, number, number, number, number];

/** A linear gradient as a canvas has it. */
export class Gradient {
  readonly stops: { at: number; text: string }[] = [];
  constructor(readonly line: readonly [number, number, number, number]) {}
  addColorStop(at: number, text: string): void {
    this.stops.push({ at, text });
  }
}

type Style = string | Gradient;

/** CSS pixels in points. */
const point = 0.75;
/** Share of its size that a letter needs above and below the middle of its line. */
const middle = 0.3;

const round = (x: number) => String(Math.round(100 * x) / 100 + 0);
const share = (x: number) => String(Math.round(1000 * x) / 1000);

export class PdfCanvas {
  fillStyle: Style = "#000";
  strokeStyle: Style = "#000";
  globalAlpha = 1;
  lineWidth = 1;
  lineCap = "butt";
  lineJoin = "miter";
  miterLimit = 10;
  lineDashOffset = 0;
  font = "10px sans-serif";
  textAlign = "left";
  textBaseline = "alphabetic";
  readonly pixelRatio = 1;

  /** What the file needs besides: opacities in thousandths, gradients, names of fonts by their number. */
  readonly opacities = new Set<number>();
  readonly shadings: Shading[] = [];
  readonly fonts = new Set<string>();
  /** Characters that no font has, and kinds of marks that were left out. */
  readonly lost = new Set<string>();

  readonly #lines: string[] = [];
  readonly #colour: (text: string) => Colour;
  #matrix: Matrix;
  #dash: readonly number[] = [];
  #path: string[] = [];
  #place: readonly [number, number] | undefined;
  /** What was said last of each property: it is not said twice. */
  #said = new Map<string, string>();
  readonly #saved: [Partial<PdfCanvas>, Matrix, readonly number[], Map<string, string>][] = [];

  /** @param height of the page in pixels. @param colour reads a colour of CSS. */
  constructor(height: number, colour: (text: string) => Colour) {
    this.#matrix = [point, 0, 0, -point, 0, point * height];
    this.#colour = colour;
  }

  get content(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  // --- state ------------------------------------------------------------------------------------

  save(): void {
    const { fillStyle, strokeStyle, globalAlpha, lineWidth, lineCap, lineJoin } = this;
    const { miterLimit, lineDashOffset, font, textAlign, textBaseline } = this;
    this.#saved.push([
      {
        ...{ fillStyle, strokeStyle, globalAlpha, lineWidth, lineCap, lineJoin },
        ...{ miterLimit, lineDashOffset, font, textAlign, textBaseline },
      },
      this.#matrix,
      this.#dash,
      new Map(this.#said),
    ]);
    this.#lines.push("q");
  }

  restore(): void {
    const last = this.#saved.pop();
    if (!last) return;
    const [properties, matrix, dash, said] = last;
    Object.assign(this, properties);
    this.#matrix = matrix;
    this.#dash = dash;
    this.#said = said;
    this.#lines.push("Q");
  }

  translate(x: number, y: number): void {
    this.transform(1, 0, 0, 1, x, y);
  }

  scale(x: number, y: number): void {
    this.transform(x, 0, 0, y, 0, 0);
  }

  rotate(angle: number): void {
    const [c, s] = [cos(angle), sin(angle)];
    this.transform(c, s, -s, c, 0, 0);
  }

  transform(a: number, b: number, c: number, d: number, e: number, f: number): void {
    const [A, B, C, D, E, F] = this.#matrix;
    this.#matrix = [
      A * a + C * b,
      B * a + D * b,
      A * c + C * d,
      B * c + D * d,
      A * e + C * f + E,
      B * e + D * f + F,
    ];
  }

  setLineDash(dash: readonly number[]): void {
    this.#dash = [...dash];
  }

  getLineDash(): readonly number[] {
    return this.#dash;
  }

  // --- paths ------------------------------------------------------------------------------------

  beginPath(): void {
    this.#path = [];
    this.#place = undefined;
  }

  closePath(): void {
    if (this.#path.length > 0) this.#path.push("h");
  }

  moveTo(x: number, y: number): void {
    this.#path.push(`${this.#at(x, y)} m`);
    this.#place = [x, y];
  }

  lineTo(x: number, y: number): void {
    this.#path.push(`${this.#at(x, y)} ${this.#place ? "l" : "m"}`);
    this.#place = [x, y];
  }

  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void {
    if (!this.#place) this.moveTo(ax, ay);
    this.#path.push(`${this.#at(ax, ay)} ${this.#at(bx, by)} ${this.#at(x, y)} c`);
    this.#place = [x, y];
  }

  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void {
    const [px, py] = this.#place ?? [cx, cy];
    const third = (a: number, b: number) => a + (2 / 3) * (b - a);
    this.bezierCurveTo(third(px, cx), third(py, cy), third(x, cx), third(y, cy), x, y);
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
    this.#place = [x, y];
  }

  /** In Bézier curves of a quarter turn at most, which leave the circle by less than 0.03 % of its radius. */
  arc(x: number, y: number, radius: number, from: number, to: number, backwards = false): void {
    const turn = 2 * Math.PI;
    let sweep = backwards ? from - to : to - from;
    if (sweep >= turn) sweep = turn;
    else if (sweep < 0) sweep += turn * Math.ceil(-sweep / turn);
    const count = Math.max(1, Math.ceil(sweep / (Math.PI / 2) - 1e-9));
    const step = ((backwards ? -1 : 1) * sweep) / count;
    const reach = ((4 / 3) * sin(step / 4)) / cos(step / 4);
    const on = (angle: number) => [x + radius * cos(angle), y + radius * sin(angle)] as const;
    const begin = on(from);
    this.lineTo(...begin);
    for (let i = 0; i < count; i++) {
      const [a, b] = [from + i * step, from + (i + 1) * step];
      const [[ax, ay], [bx, by]] = [on(a), on(b)];
      this.bezierCurveTo(
        ax - reach * radius * sin(a),
        ay + reach * radius * cos(a),
        bx + reach * radius * sin(b),
        by - reach * radius * cos(b),
        bx,
        by,
      );
    }
  }

  // --- painting ---------------------------------------------------------------------------------

  fill(): void {
    if (this.#path.length === 0) return;
    const { fillStyle } = this;
    if (fillStyle instanceof Gradient && fillStyle.stops.length > 1) this.#shade(fillStyle);
    else if (this.#paint(plain(fillStyle), "rg", "ca")) this.#lines.push(...this.#path, "f");
  }

  stroke(): void {
    if (this.#path.length === 0) return;
    if (this.#pen()) this.#lines.push(...this.#path, "S");
  }

  clip(): void {
    // An empty path clips everything away.
    this.#lines.push(...(this.#path.length > 0 ? this.#path : ["0 0 0 0 re"]), "W n");
    this.beginPath();
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
    this.beginPath();
  }

  createLinearGradient(x: number, y: number, toX: number, toY: number): Gradient {
    return new Gradient([x, y, toX, toY]);
  }

  /** There are none in the figures; the colours of a radial one are drawn from end to end. */
  createRadialGradient(x: number, y: number, _: number, toX: number, toY: number, r: number) {
    return new Gradient([x, y, toX + r, toY]);
  }

  drawImage(): void {
    this.lost.add("pictures");
  }

  // --- text -------------------------------------------------------------------------------------

  fillText(text: string, x: number, y: number): void {
    if (this.#paint(plain(this.fillStyle), "rg", "ca")) this.#write(text, x, y, 0);
  }

  strokeText(text: string, x: number, y: number): void {
    if (this.#pen()) this.#write(text, x, y, 1);
  }

  measureText(text: string): { width: number } {
    const face = faceOf(this.font);
    return { width: piecesOf(text).reduce((sum, p) => sum + pieceWidth(p, face), 0) * face.size };
  }

  /** @param mode of PDF: 0 fills letters, 1 draws their outlines. */
  #write(text: string, x: number, y: number, mode: 0 | 1): void {
    const face = faceOf(this.font);
    for (const letter of text) if (!isShown(letter)) this.lost.add(letter);
    const pieces = piecesOf(text);
    const { width } = this.measureText(text);
    const before = { right: 1, end: 1, center: 0.5 }[this.textAlign] ?? 0;
    const below = this.textBaseline === "middle" ? middle * face.size : 0;
    const [a, b, c, d] = this.#matrix;
    const [px, py] = this.#place2(x - before * width, y + below);
    // The page's y grows upwards, and letters with it.
    const unit = Math.sqrt(a * a + b * b);
    const turn = [a / unit, b / unit, -c / unit, -d / unit].map(share);
    this.#lines.push("BT");
    this.#say("Tr", `${mode} Tr`);
    this.#lines.push(`${turn.join(" ")} ${round(px)} ${round(py)} Tm`);
    for (const piece of pieces) {
      this.#lines.push(`/${this.#fontOf(piece.symbol, face)} ${round(face.size * unit)} Tf`);
      this.#lines.push(`${literal(piece.codes)} Tj`);
    }
    this.#lines.push("ET");
  }

  #fontOf(symbol: boolean, { bold, italic }: Face): string {
    const style = `${bold ? "Bold" : ""}${italic ? "Oblique" : ""}`;
    const name = symbol ? "Symbol" : `Helvetica${style ? `-${style}` : ""}`;
    this.fonts.add(name);
    return name;
  }

  // --- what the page is told --------------------------------------------------------------------

  #place2(x: number, y: number): readonly [number, number] {
    const [a, b, c, d, e, f] = this.#matrix;
    return [a * x + c * y + e, b * x + d * y + f];
  }

  #at(x: number, y: number): string {
    const [px, py] = this.#place2(x, y);
    return `${round(px)} ${round(py)}`;
  }

  #say(property: string, words: string): void {
    if (this.#said.get(property) === words) return;
    this.#said.set(property, words);
    this.#lines.push(words);
  }

  #opacity(value: number, property: "ca" | "CA"): void {
    const thousandths = Math.round(1000 * Math.max(0, Math.min(1, value)));
    this.opacities.add(thousandths);
    this.#say(property, `/${property}${thousandths} gs`);
  }

  /** False where nothing would be seen. */
  #paint(style: string, operator: "rg" | "RG", property: "ca" | "CA"): boolean {
    const { rgb, opacity } = this.#colour(style);
    if (opacity * this.globalAlpha < 0.0005) return false;
    this.#say(operator, `${rgb.map(share).join(" ")} ${operator}`);
    this.#opacity(opacity * this.globalAlpha, property);
    return true;
  }

  #pen(): boolean {
    if (!this.#paint(plain(this.strokeStyle), "RG", "CA")) return false;
    const [a, b, c, d] = this.#matrix;
    const unit = Math.sqrt(Math.abs(a * d - b * c));
    this.#say("w", `${round(this.lineWidth * unit)} w`);
    this.#say("J", `${{ round: 1, square: 2 }[this.lineCap] ?? 0} J`);
    this.#say("j", `${{ round: 1, bevel: 2 }[this.lineJoin] ?? 0} j`);
    this.#say("M", `${round(this.miterLimit)} M`);
    const dash = this.#dash.map((length) => round(length * unit));
    this.#say("d", `[${dash.join(" ")}] ${round(this.lineDashOffset * unit)} d`);
    return true;
  }

  #shade({ line, stops }: Gradient): void {
    const [x, y, toX, toY] = line;
    this.shadings.push({
      line: [...this.#place2(x, y), ...this.#place2(toX, toY)],
      stops: stops.map(({ at, text }) => ({ at, colour: this.#colour(text) })),
    });
    this.#opacity(this.globalAlpha, "ca");
    this.#lines.push("q", ...this.#path, "W n", `/Sh${this.shadings.length - 1} sh`, "Q");
  }
}

/** One colour of a style, where there can be no gradient. */
function plain(style: Style): string {
  return style instanceof Gradient ? (style.stops[0]?.text ?? "transparent") : style;
}

/** Codes beyond ASCII, brackets and the backslash by their numbers. */
function literal(codes: readonly number[]): string {
  const octal = (code: number) => `\\${code.toString(8).padStart(3, "0")}`;
  const isPlain = (code: number) => code >= 32 && code < 127 && ![40, 41, 92].includes(code);
  return `(${codes.map((code) => (isPlain(code) ? String.fromCharCode(code) : octal(code))).join("")})`;
}
