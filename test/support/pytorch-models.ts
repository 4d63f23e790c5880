/** Networks in PyTorch's words, for tests that hold one of ours against its answers. */
import { existsSync, readFileSync } from "node:fs";
import { taps } from "../../src/geometry.js";
import { layersOf, type Shape } from "../../src/layers.js";
import type { Network } from "../../src/network.js";
import { packageRoot } from "../../src/package.js";

const folder = `${packageRoot}../shared/models`;

/** What PyTorch answered to the first 2,000 test images. */
export interface Answers {
  readonly right: number;
  readonly of: number;
  readonly loss: number;
  readonly "logits of the first 3 test images": readonly number[][];
}

/** Whether the models lie beside the project. */
export const haveModels = existsSync(folder);

export function answersOf(name: string): Answers {
  return JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8")).dense;
}

interface Tensor {
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Tensors by name, of 32-bit floats: a length, a header in JSON, the values. */
function tensors(name: string): Map<string, Float32Array> {
  const bytes = readFileSync(`${folder}/${name}.safetensors`);
  const length = Number(bytes.readBigUInt64LE(0));
  const header: Record<string, Tensor> = JSON.parse(bytes.toString("utf8", 8, 8 + length));
  return new Map(
    Object.entries(header)
      .filter(([key]) => key !== "__metadata__")
      .map(
        ([
          key,
          {
            data_offsets: [from, to],
          },
        ]) => {
          const part = Uint8Array.from(bytes.subarray(8 + length + from, 8 + length + to));
          return [key, new Float32Array(part.buffer)];
        },
      ),
  );
}

/** The network of this shape whose weight layers have these numbers in a Sequential. */
export function network(name: string, shape: Shape, modules: readonly number[]): Network {
  const all = tensors(name);
  const rows: [layer: number, source: number, target: number, tap: number, weight: number][] = [];
  layersOf(shape).forEach((layer, l) => {
    const weight = all.get(`${modules[l]}.weight`)!;
    for (let s = 0; s < layer.sources; s++)
      for (let t = 0; t < layer.targets; t++)
        for (let k = 0; k < taps(layer); k++)
          rows.push([l, s, t, k, weight[(t * layer.sources + s) * taps(layer) + k]!]);
  });
  const bias = Float32Array.from(modules.flatMap((m) => [...all.get(`${m}.bias`)!]));
  const weight = Float32Array.from(rows, (row) => row[4]);
  return {
    ...shape,
    layer: Uint8Array.from(rows, (row) => row[0]),
    source: Uint32Array.from(rows, (row) => row[1]),
    target: Uint32Array.from(rows, (row) => row[2]),
    tap: Uint16Array.from(rows, (row) => row[3]),
    weight,
    initial: weight,
    bias,
    initialBias: bias,
  };
}
