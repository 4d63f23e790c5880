/** One step of an optimiser over all parameters; `count` is a multiple of four. */

/**
 * Adam (Kingma & Ba 2015, algorithm 1), both bias corrections folded into two scalars:
 *   m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
 *   w -= rate * m / (sqrt(v) * correction + epsilon)
 * @param rate learning rate / (1 - beta1^t). @param correction 1 / sqrt(1 - beta2^t).
 */
export function adam(
  count: u32,
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  rate: f32,
  correction: f32,
  epsilon: f32,
): void {
  for (let i: usize = 0, end = (<usize>count) << 2; i < end; i += 16) {
    const gradient = v128.load(g + i);
    const mean = f32x4.add(
      f32x4.mul(f32x4.splat(beta1), v128.load(m + i)),
      f32x4.mul(f32x4.splat(rest1), gradient),
    );
    const square = f32x4.add(
      f32x4.mul(f32x4.splat(beta2), v128.load(v + i)),
      f32x4.mul(f32x4.mul(f32x4.splat(rest2), gradient), gradient),
    );
    v128.store(m + i, mean);
    v128.store(v + i, square);
    const scale = f32x4.add(
      f32x4.mul(f32x4.sqrt(square), f32x4.splat(correction)),
      f32x4.splat(epsilon),
    );
    const change = f32x4.div(f32x4.mul(f32x4.splat(rate), mean), scale);
    v128.store(w + i, f32x4.sub(v128.load(w + i), change));
  }
}

/** Stochastic gradient descent with momentum: v = momentum v + g, w -= rate v. */
export function sgd(count: u32, w: usize, g: usize, v: usize, momentum: f32, rate: f32): void {
  for (let i: usize = 0, end = (<usize>count) << 2; i < end; i += 16) {
    const velocity = f32x4.add(
      f32x4.mul(f32x4.splat(momentum), v128.load(v + i)),
      v128.load(g + i),
    );
    v128.store(v + i, velocity);
    v128.store(w + i, f32x4.sub(v128.load(w + i), f32x4.mul(f32x4.splat(rate), velocity)));
  }
}
