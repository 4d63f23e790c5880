/** TensorFlow.js as a type: its code is loaded only when its engine is asked for. */
export type Library = typeof import("@tensorflow/tfjs-core");
export type Tensor = import("@tensorflow/tfjs-core").Tensor;
