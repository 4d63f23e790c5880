/** ONNX graphs of layers, in bytes: a mixer with all that exporters write out, and graphs of one operator many times. */
import library, { type onnx as proto } from "onnx-proto";

const { onnx } = library;
const { INTS, INT, FLOAT } = onnx.AttributeProto.AttributeType;

export const ints = (name: string, ...numbers: number[]) => ({ name, type: INTS, ints: numbers });
export const int = (name: string, i: number) => ({ name, type: INT, i });

const values = (size: number) => Float32Array.from({ length: size }, (_, i) => ((i * 7) % 11) - 5);

export const raw = (name: string, ...dims: number[]): proto.ITensorProto => ({
  name,
  dims,
  dataType: 1,
  rawData: new Uint8Array(values(dims.reduce((a, b) => a * b, 1)).buffer),
});

const scalar = (name: string, value: number): proto.ITensorProto => ({
  name,
  dims: [],
  dataType: 1,
  floatData: [value],
});

const whole = (name: string, ...numbers: number[]): proto.ITensorProto => ({
  name,
  dims: [numbers.length],
  dataType: 7,
  int64Data: numbers,
});

export const step = (
  opType: string,
  input: string[],
  output: string,
  ...attribute: proto.IAttributeProto[]
): proto.INodeProto => ({ opType, name: opType, input, output: [output], attribute });

export function model(
  image: readonly number[],
  node: proto.INodeProto[],
  initializer: proto.ITensorProto[],
  output: string,
): Uint8Array {
  const dim = [{ dimParam: "n" }, ...image.map((dimValue) => ({ dimValue }))];
  return onnx.ModelProto.encode({
    irVersion: 7,
    graph: {
      input: [{ name: "x", type: { tensorType: { elemType: 1, shape: { dim } } } }],
      output: [{ name: output }],
      initializer,
      node,
    },
  }).finish();
}

/** Images of 1 x 4 x 6 as 6 tokens of 3 channels, one residual layer over tokens, and a mean. */
export function mixer(): Uint8Array {
  return model(
    [1, 4, 6],
    [
      step("Conv", ["x", "w"], "p", ints("kernel_shape", 2, 2), ints("strides", 2, 2)),
      step("Shape", ["p"], "s"),
      step("Slice", ["s", "zero", "two"], "front"),
      step("Concat", ["front", "rest"], "shape", int("axis", 0)),
      step("Reshape", ["p", "shape"], "f"),
      step("Transpose", ["f"], "t", ints("perm", 0, 2, 1)),
      step("ReduceMean", ["t"], "mean", ints("axes", -1)),
      step("Sub", ["t", "mean"], "d"),
      step("Pow", ["d", "square"], "d2"),
      step("ReduceMean", ["d2"], "v", ints("axes", -1)),
      step("Add", ["v", "epsilon"], "ve"),
      step("Sqrt", ["ve"], "root"),
      step("Div", ["d", "root"], "q"),
      step("Mul", ["q", "scale"], "qs"),
      step("Add", ["qs", "scale"], "n"),
      step("Transpose", ["n"], "nt", ints("perm", 0, 2, 1)),
      step("MatMul", ["nt", "m"], "h"),
      step("Div", ["h", "root2"], "e1"),
      step("Erf", ["e1"], "e2"),
      step("Add", ["e2", "one"], "e3"),
      step("Mul", ["h", "e3"], "e4"),
      step("Mul", ["e4", "half"], "g"),
      step("Transpose", ["g"], "gt", ints("perm", 0, 2, 1)),
      step("Add", ["t", "gt"], "sum"),
      step("Concat", ["sum", "sum"], "both", int("axis", 2)),
      step("ReduceMean", ["both"], "r", ints("axes", 1), int("keepdims", 0)),
      step("Gemm", ["r", "o", "b"], "y", { name: "alpha", type: FLOAT, f: 0.5 }),
    ],
    [
      ...[raw("w", 3, 1, 2, 2), raw("m", 6, 6), raw("scale", 3), raw("o", 6, 2), raw("b", 2)],
      ...[whole("zero", 0), whole("two", 2), whole("rest", -1)],
      ...[scalar("square", 2), scalar("epsilon", 1e-5), scalar("root2", Math.SQRT2)],
      ...[scalar("one", 1), scalar("half", 0.5)],
    ],
    "y",
  );
}

/** One operator that reads what the one before gives, `count` times, and a last layer. */
export function row(
  count: number,
  of: (input: string, output: string, i: number) => proto.INodeProto,
  initializer: proto.ITensorProto[] = [],
): Uint8Array {
  const nodes = Array.from({ length: count }, (_, i) => of(i ? `v${i - 1}` : "x", `v${i}`, i));
  const last = step("MatMul", [`v${count - 1}`, "last"], "y");
  return model([8], [...nodes, last], [raw("last", 8, 2), ...initializer], "y");
}
