/**
 * Sums of smooth functions over whole numbers from `least` to `most`, as sums over few places with weights:
 *
 *   sum of f(x)  =  sum of weight_i f(x_i)
 *
 * Up to `mostExact` terms the places are all whole numbers, with weights of 1. Beyond, the first and last terms
 * are taken one by one and the rest from m to n by the midpoint form of Euler and Maclaurin,
 *
 *   sum of f(x), x = m … n  =  integral of f from m - 1/2 to n + 1/2  -  (f'(n + 1/2) - f'(m - 1/2)) / 24  + …
 *
 * the integral by Gauss and Legendre's eight points in each of many panels, the derivatives from
 * neighbouring whole numbers. What is left out is of the order of f''' / 339 at both ends: for laws of degrees,
 * whose scale there is at least some hundred, 1e-11 of the sum or less. About 9,000 places for a million terms.
 */
import { log } from "../math.js";

export interface Places {
  readonly x: Float64Array;
  readonly logX: Float64Array;
  readonly weight: Float64Array;
}

export const mostExact = 8192;
/** First and last terms that are taken one by one where there are more: a law may rise or fall steeply there. */
const head = 4096;
const foot = 2048;
/** A panel's width as a share of where it begins, and at most; but about `mostPanels` in all. */
const share = 0.02;
const widest = 4096;
const mostPanels = 2000;

const abscissas = [
  0.18343464249564980494, 0.52553240991632898582, 0.79666647741362673959, 0.96028985649753623168,
];
const factors = [
  0.36268378337836198297, 0.31370664587788728734, 0.22238103445337447054, 0.10122853629037625915,
];

/** The last ones asked for: a fit asks for the same ones many times. */
const known = new Map<string, Places>();
const mostKnown = 64;

export function placesOf(least: number, most: number): Places {
  const key = `${least} ${most}`;
  let found = known.get(key);
  if (!found) {
    if (known.size === mostKnown) known.clear();
    const few = most - least < mostExact;
    found = few
      ? placesFrom(least, most, most, most)
      : placesFrom(least, least + head - 1, most - foot, most);
    known.set(key, found);
  }
  return found;
}

/** Of terms far from 0, none of them one by one but for a few. */
export function sparsePlaces(least: number, most: number): Places {
  return placesFrom(least, least - 1, most, most);
}

/** All up to `single`, some up to `smoothTo`, all up to `most`. */
function placesFrom(least: number, single: number, smoothTo: number, most: number): Places {
  const x: number[] = [];
  const weight: number[] = [];
  const add = (place: number, factor: number) => {
    x.push(place);
    weight.push(factor);
  };
  for (let place = least; place <= single; place++) add(place, 1);
  if (single < smoothTo) smooth(single + 1, smoothTo, add);
  for (let place = smoothTo + 1; place <= most; place++) add(place, 1);
  return {
    x: Float64Array.from(x),
    logX: Float64Array.from(x, log),
    weight: Float64Array.from(weight),
  };
}

function smooth(m: number, n: number, add: (place: number, factor: number) => void): void {
  const end = n + 0.5;
  const most = Math.max(widest, (end - m) / mostPanels);
  for (let begin = m - 0.5; begin < end; ) {
    const to = Math.min(end, begin + Math.min(share * begin, most));
    const [middle, half] = [(begin + to) / 2, (to - begin) / 2];
    abscissas.forEach((a, i) => {
      add(middle - half * a, half * factors[i]!);
      add(middle + half * a, half * factors[i]!);
    });
    begin = to;
  }
  add(n + 1, -1 / 24);
  add(n, 1 / 24);
  add(m, 1 / 24);
  add(m - 1, -1 / 24);
}
