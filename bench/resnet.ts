/** Residual networks in the form that CIFAR's have (He et al. 2016), for images of 32 x 32. */

import type { Image } from "../src/geometry.js";
import { unitsOfGraph } from "../src/layer-graph.js";
import { layerGraph, namedLayers } from "../src/layer-settings.js";
import type { Shape } from "../src/layers.js";

const norm = { kind: "batch-normalisation" };
const relu = { kind: "relu" };

function convolution(channels: number, stride: number, rest: object = {}) {
  return { kind: "convolution", channels, kernel: 3, stride, padding: 1, bias: false, ...rest };
}

/** Three stages of `blocks` blocks of two convolutions: 6 blocks + 2 layers with weights. */
export function resnet(blocks: number, image: Image, classes: number): Shape {
  const layers: object[] = [convolution(16, 1), norm, { ...relu, name: "r" }];
  let last = "r";
  for (const [stage, channels] of [16, 32, 64].entries())
    for (let block = 0; block < blocks; block++) {
      const name = `s${stage}b${block}`;
      const narrows = stage > 0 && block === 0;
      layers.push(convolution(channels, narrows ? 2 : 1, { from: last }), norm, relu);
      layers.push(convolution(channels, 1), { ...norm, name: `${name}n` });
      let skip = last;
      if (narrows) {
        layers.push(convolution(channels, 2, { from: last, kernel: 1, padding: 0 }));
        layers.push({ ...norm, name: `${name}p` });
        skip = `${name}p`;
      }
      layers.push({ kind: "add", from: [`${name}n`, skip] }, { ...relu, name });
      last = name;
    }
  layers.push({ kind: "global-average-pool" }, { kind: "full" });
  const graph = layerGraph("resnet", namedLayers("resnet", layers), image, classes);
  return { units: unitsOfGraph(graph), graph };
}
