/** Numbers that a graph computes from shapes, such as [batch, -1] of a vector: a few, and in one dimension. */
import type { OnnxNode } from "../formats/onnx.js";

/** NaN stands for how many images a batch has. */
export type Sizes = readonly number[];

/** @returns nothing where they cannot be told. */
type Rule = (inputs: readonly (Sizes | undefined)[], node: OnnxNode) => Sizes | undefined;

const same: Rule = ([values]) => values;
const by =
  (of: (a: number, b: number) => number): Rule =>
  ([a, b]) =>
    a && b && together(a, b, of);
const all = (inputs: readonly (Sizes | undefined)[]) =>
  inputs.every((values) => values !== undefined) ? (inputs as Sizes[]) : undefined;
const product = (values: Sizes) => values.reduce((a, b) => a * b, 1);

/** Shape and Size are given what flows as its dimensions. */
const rules: Readonly<Record<string, Rule>> = {
  Shape: ([values], { attributes }) =>
    values?.slice(
      Number(attributes.get("start") ?? 0),
      Number(attributes.get("end") ?? values.length),
    ),
  Size: ([values]) => values && [product(values)],
  Cast: same,
  Identity: same,
  Squeeze: same,
  Unsqueeze: same,
  Reshape: same,
  Floor: ([values]) => values?.map(Math.floor),
  Concat: (inputs) => all(inputs)?.flat(),
  Gather: ([values, places]) => values && places?.map((i) => values.at(i)!),
  Slice: sliced,
  Add: by((a, b) => a + b),
  Sub: by((a, b) => a - b),
  Mul: by((a, b) => a * b),
  Div: by((a, b) => Math.trunc(a / b)),
  Equal: by((a, b) => Number(a === b)),
  Where: ([test, a, b]) => test && a && b && chosen(test, a, b),
  ReduceProd: ([values]) => values && [product(values)],
  ConstantOfShape: ([length], { attributes }) => {
    const value = attributes.get("value");
    const fill = typeof value === "object" && "data" in value ? value.data[0]! : 0;
    return length && product(length) <= most ? Array(product(length)).fill(fill) : undefined;
  },
};

/** Operators of which shapes are computed. */
export const shapeOperators: ReadonlySet<string> = new Set(Object.keys(rules));

/** A shape has no more dimensions. */
const most = 64;

/** What one gives; nothing where that cannot be told. */
export function measured(
  node: OnnxNode,
  inputs: readonly (Sizes | undefined)[],
): Sizes | undefined {
  const found = rules[node.op]?.(inputs, node);
  return found && found.length <= most && !found.includes(undefined!) ? found : undefined;
}

/** One number goes with all of the other. */
function together(a: Sizes, b: Sizes, of: (a: number, b: number) => number): Sizes | undefined {
  if (a.length !== b.length && a.length !== 1 && b.length !== 1) return undefined;
  const length = a.length === 1 ? b.length : a.length;
  return Array.from({ length }, (_, i) =>
    of(a[a.length === 1 ? 0 : i]!, b[b.length === 1 ? 0 : i]!),
  );
}

function sliced([values, begin, end, , steps]: readonly (Sizes | undefined)[], node: OnnxNode) {
  const list = (name: string) => {
    const value = node.attributes.get(name);
    return Array.isArray(value) ? (value as readonly number[]) : undefined;
  };
  const [from, to] = [(begin ?? list("starts"))?.[0], (end ?? list("ends"))?.[0]];
  if (!values || from === undefined || to === undefined || (steps && steps[0] !== 1))
    return undefined;
  return values.slice(from, to);
}

function chosen(test: Sizes, a: Sizes, b: Sizes): Sizes | undefined {
  const [yes, no] = [together(test, a, (_, v) => v), together(test, b, (_, v) => v)];
  return yes && no && test.map((t, i) => (t ? yes : no)[i]!);
}
