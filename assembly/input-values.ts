/** Images as all their input values, 32-bit floats one after another, for what is no list of lit pixels. */
import { UNIT } from "./panel";

/** Writes one panel's values into the matrix x (units x 32). @param units values of an image. */
export function spreadValues(images: u32, order: usize, values: usize, units: u32, x: usize): void {
  for (let lane: u32 = 0; lane < images; lane++) {
    let at = values + ((<usize>load<u32>(order + (lane << 2)) * units) << 2);
    for (let to = x, end = x + units * UNIT; to < end; to += UNIT) {
      store<f32>(to, load<f32>(at));
      at += 4;
    }
    x += 4;
  }
}

/** Writes one panel's values into planes. @param place -> each value's offset. */
export function spreadValuesInPlanes(
  images: u32,
  order: usize,
  values: usize,
  units: u32,
  place: usize,
  x: usize,
): void {
  for (let lane: u32 = 0; lane < images; lane++) {
    let at = values + ((<usize>load<u32>(order + (lane << 2)) * units) << 2);
    for (let unit: u32 = 0; unit < units; unit++) {
      store<f32>(x + load<u32>(place + (unit << 2)), load<f32>(at));
      at += 4;
    }
    x += 4;
  }
}
