/**
 * Binder's cumulant U = 1 - <m^4> / (3 <m^2>^2) over seeds (Z. Phys. B 43:119, 1981), level by level:
 * 2/3 where all seeds agree on an m above zero, 0 where m is normal noise around zero, negative
 * deep where seeds jump between two phases. Over trained networks it tells how they scatter: it tends
 * to 2/3 on both sides of a transition and dips in between. NaN where every m is exactly zero.
 */
export function binder(values: readonly Float64Array[], members: Uint32Array): Float64Array {
  const levels = values[0]!.length;
  const result = new Float64Array(levels);
  for (let l = 0; l < levels; l++) {
    let [second, fourth] = [0, 0];
    for (const member of members) {
      const square = values[member]![l]! * values[member]![l]!;
      second += square / members.length;
      fourth += (square * square) / members.length;
    }
    result[l] = second > 0 ? 1 - fourth / (3 * second * second) : Number.NaN;
  }
  return result;
}
