/** Copies between the order of the edge table and the orders that the products read. */

/** out[i] = values[order[i]]. */
export function gather(count: u32, order: usize, values: usize, out: usize): void {
  const delta = out - order;
  for (const last = order + ((<usize>count) << 2); order < last; order += 4) {
    store<f32>(order + delta, load<f32>(values + ((<usize>load<u32>(order)) << 2)));
  }
}

/** out[order[i]] = values[i]. */
export function scatter(count: u32, order: usize, values: usize, out: usize): void {
  const delta = values - order;
  for (const last = order + ((<usize>count) << 2); order < last; order += 4) {
    store<f32>(out + ((<usize>load<u32>(order)) << 2), load<f32>(order + delta));
  }
}
