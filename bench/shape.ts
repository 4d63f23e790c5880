import type { Image } from "../src/geometry.js";
import { layerGraph, namedLayers } from "../src/layer-settings.js";
import { type Shape, shapeOfGraph } from "../src/layers.js";
import { shippedShape } from "../src/shapes.js";

/** One of architectures/ at width 1. */
export function shapeNamed(name: string, image: Image, classes: number): Shape {
  return shapeOfGraph(layerGraph(name, namedLayers(name, shippedShape(name)), image, classes));
}
