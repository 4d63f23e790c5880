/** src/engine/sparse/native.ts in a browser, which has WebAssembly alone. */
export const nativeLoops = (): undefined => undefined;
export const chosenLoops = (): string => "no";
export const kernelsPath = "dist/kernels.wasm";
