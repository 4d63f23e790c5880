/** sum + a * b: the step that all sparse products are made of. Small enough that it is inlined. */
export function addProduct(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}
