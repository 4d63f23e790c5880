/** out[i] = values[order[i]]: weights in the order by target, from the order of the edge table. */
export function gather(count: u32, order: usize, values: usize, out: usize): void {
  const delta = out - order;
  for (const last = order + ((<usize>count) << 2); order < last; order += 4) {
    store<f32>(order + delta, load<f32>(values + ((<usize>load<u32>(order)) << 2)));
  }
}
