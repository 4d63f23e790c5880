import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as portable from "../src/math.js";
import { packageRoot } from "../src/package.js";
import { Random } from "../src/random.js";

const ulp = 2 ** -52;

/** V8's own functions are fdlibm's, within 1 ulp of the truth. */
function largestError(
  name: "exp" | "log" | "log1p" | "expm1" | "tanh" | "sin" | "cos",
  spread: number,
) {
  const random = new Random(1, `error of ${name}`);
  let worst = 0;
  for (let i = 0; i < 20000; i++) {
    const scale = i % 2 === 0 ? spread : 1e-3;
    const u = (2 * random.uniform() - 1) * scale;
    const x = name === "log" ? Math.exp(u) : name === "log1p" ? Math.abs(u) : u;
    const truth = Math[name](x);
    if (truth !== 0) worst = Math.max(worst, Math.abs(portable[name](x) / truth - 1) / ulp);
  }
  return worst;
}

for (const [name, spread] of [
  ["exp", 700],
  ["log", 700],
  ["log1p", 100],
  ["expm1", 20],
  ["tanh", 10],
  ["sin", 20],
  ["cos", 1.5],
] as const)
  test(`${name} is within 4 ulp of the platform's`, () => {
    assert.ok(largestError(name, spread) <= 4, `${largestError(name, spread)} ulp`);
  });

test("limits of the elementary functions", () => {
  assert.equal(portable.exp(710), Number.POSITIVE_INFINITY);
  assert.equal(portable.exp(-746), 0);
  assert.equal(portable.log(0), Number.NEGATIVE_INFINITY);
  assert.ok(Number.isNaN(portable.log(-1)));
  assert.equal(portable.log(5e-324), Math.log(5e-324)); // the least subnormal number
  assert.equal(portable.log(2 ** 1023), Math.log(2 ** 1023));
  assert.equal(portable.log(Number.MAX_VALUE), Math.log(Number.MAX_VALUE));
  assert.equal(portable.expm1(1e-300), 1e-300);
  assert.equal(portable.pow(0, 0), 1);
  assert.equal(portable.pow(0, -1), Number.POSITIVE_INFINITY);
  assert.ok(Math.abs(portable.pow(2, 0.5) - Math.SQRT2) < 2 * ulp);
});

test("no result depends on the platform's own elementary functions", () => {
  const forbidden =
    /Math\.(exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|hypot|cbrt|random)\b/;
  const offending = ["src", "pipeline", "assembly"].flatMap((folder) =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) =>
        readFileSync(join(packageRoot, folder, file), "utf8")
          .split("\n")
          .filter((line) => !/^\s*(\*|\/\/|\/\*)/.test(line) && forbidden.test(line))
          .map((line) => `${folder}/${file}: ${line.trim()}`),
      ),
  );
  assert.deepEqual(offending, []);
});
