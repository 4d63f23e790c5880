/** A point of a symbol: x to the right, y down, the symbol fills [-1, 1] x [-1, 1]. */
export type Point = readonly [x: number, y: number];

/** One movement of the pen. */
export interface Stroke {
  /** "straight": corners joined by lines; "curve": a smooth line through them; "loop": closed. */
  readonly form: "straight" | "curve" | "loop";
  readonly points: readonly Point[];
}

export interface GlyphSymbol {
  readonly name: string;
  readonly strokes: readonly Stroke[];
}

const line = (...points: Point[]): Stroke => ({ form: "straight", points });
const curve = (...points: Point[]): Stroke => ({ form: "curve", points });

const circle: Stroke = {
  form: "loop",
  points: [
    [0, -1],
    [0.66, -0.7],
    [0.9, 0],
    [0.66, 0.7],
    [0, 1],
    [-0.66, 0.7],
    [-0.9, 0],
    [-0.66, -0.7],
  ],
};
const stem = line([0, -1], [0, 1]);
const roof = line([-0.8, 0.9], [0, -0.95], [0.8, 0.9]);
const zigzag = line([-0.75, -0.9], [0.75, -0.9], [-0.75, 0.9], [0.75, 0.9]);
const bowl = curve(
  [-0.8, -0.85],
  [-0.72, 0.1],
  [-0.4, 0.65],
  [0, 0.8],
  [0.4, 0.65],
  [0.72, 0.1],
  [0.8, -0.85],
);

/**
 * The ten classes, in pairs that differ by one stroke: a classifier has to find that stroke
 * wherever slant, turn and jitter put it, so no single pixel tells the two apart.
 */
export const symbols: readonly GlyphSymbol[] = [
  { name: "ring", strokes: [circle] },
  { name: "barred ring", strokes: [circle, line([-0.85, 0], [0.85, 0])] },
  { name: "cross", strokes: [stem, line([-0.75, -0.4], [0.75, -0.4])] },
  {
    name: "double cross",
    strokes: [stem, line([-0.75, -0.4], [0.75, -0.4]), line([-0.75, 0.4], [0.75, 0.4])],
  },
  { name: "roof", strokes: [roof] },
  { name: "triangle", strokes: [roof, line([-0.8, 0.9], [0.8, 0.9])] },
  { name: "zigzag", strokes: [zigzag] },
  { name: "barred zigzag", strokes: [zigzag, line([-0.55, 0], [0.55, 0])] },
  { name: "bowl", strokes: [bowl] },
  { name: "trident", strokes: [bowl, stem] },
];
