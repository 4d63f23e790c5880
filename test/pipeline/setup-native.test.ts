/** `pcrit setup-native` in a copy of the package, with the system's compiler and others. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { nativeLoops } from "../../src/engine/sparse/native.js";
import { packageRoot } from "../../src/package.js";
import { scratchFolder } from "../support/folder.js";

const noCompiler = spawnSync("cc", ["--version"]).status !== 0 && "needs a C compiler";

/** Of what is compiled only to be there. */
const quick = "cc -O0";

function copy(t: TestContext) {
  const folder = scratchFolder(t);
  for (const name of ["package.json", "native", "schemas", "dist/bin", "dist/kernels.wasm"])
    cpSync(packageRoot + name, join(folder, name), { recursive: true });
  symlinkSync(`${packageRoot}node_modules`, join(folder, "node_modules"));
  const [wide, loops] = ["native-avx512", "native"].map((name) =>
    join(folder, `dist/${name}.node`),
  );
  const kernels = join(folder, "dist/kernels.wasm");
  const call = (words: readonly string[], environment: Record<string, string>) => {
    const command = [join(folder, "dist/bin/pcrit.js"), "setup-native", ...words];
    const env = { ...process.env, CC: "", PCRIT_NATIVE: "", ...environment };
    return spawnSync(process.execPath, command, { env, encoding: "utf8" });
  };
  const setUp = (CC: string) => call([], { CC });
  const digest = (PCRIT_NATIVE: string) => {
    const { stdout, stderr } = call(["--digest"], { PCRIT_NATIVE });
    assert.match(stdout, /^[0-9a-f]{64}\n$/, stderr);
    return stdout;
  };
  return { loops: loops!, wide: wide!, kernels, call, setUp, digest };
}

test("networks learn the same to the bit with loops for this processor and without", {
  skip: noCompiler,
}, (t) => {
  const { loops, wide, setUp, digest } = copy(t);
  const due = digest("no");
  assert.equal(digest(""), due, "none are there yet");
  const { status, stdout, stderr } = setUp("");
  assert.equal(status, 0, stderr);
  const kinds = existsSync(wide) ? [wide, loops] : [loops];
  const bits =
    kinds.length > 1 ? / of 256 and of 512 bits\n$/ : / of 256 bits \(of 512 none: .*\)\n$/;
  assert.match(stdout, /^pcrit setup-native: loops for this processor, by cc, of [^\n]*\n$/);
  assert.match(stdout, bits);
  assert.equal(digest(""), due);
  for (const kind of kinds)
    assert.equal(digest(kind), due, "for all there is to do, however little");
  const copies = kinds.map((kind) => {
    cpSync(kind, `${kind}.copy`); // what is loaded may not be written to
    return nativeLoops(`${kind}.copy`)!;
  });
  assert.deepEqual(
    copies.map(({ bits }) => bits),
    kinds.length > 1 ? [512, 256] : [256],
  );
  rmSync(wide, { force: true });
  const whole = readFileSync(loops);
  for (const damaged of [
    whole.subarray(0, whole.length / 2),
    whole.subarray(1),
    Buffer.alloc(0),
    Buffer.alloc(99, 7),
  ]) {
    writeFileSync(loops, damaged);
    assert.equal(digest(""), due, "what is damaged is not used");
  }
});

test("loops are used beside the kernels that they were compiled for, and no others", {
  skip: noCompiler,
}, (t) => {
  const { loops, kernels, call, setUp } = copy(t);
  assert.equal(setUp(quick).status, 0);
  const [fitting, other] = [`${loops}.fitting`, `${loops}.other`];
  cpSync(loops, fitting);
  assert.ok(nativeLoops(fitting));
  appendFileSync(kernels, Buffer.of(0, 2, 1, 120)); // a section without meaning
  assert.equal(setUp(quick).status, 0);
  cpSync(loops, other);
  assert.throws(() => nativeLoops(other), { message: /^PCRIT_NATIVE: expected no, .*other$/ });
  for (const unknown of ["yes", kernels]) {
    const { status, stderr } = call(["--digest"], { PCRIT_NATIVE: unknown });
    assert.equal(status, 2);
    assert.match(stderr, /^PCRIT_NATIVE: expected no, [^\n]*\n$/);
  }
});

test("compilers that round otherwise, fail, or are not there leave no loops, and one line says so", {
  skip: noCompiler,
}, (t) => {
  const { loops, wide, setUp } = copy(t);
  const refused = (CC: string, reason: RegExp) => {
    for (const file of [loops, wide]) writeFileSync(file, "of an older version");
    const { status, stdout, stderr } = setUp(CC);
    assert.deepEqual([status, stdout], [2, ""], stderr);
    assert.match(
      stderr,
      /^pcrit setup-native: [^\n]*; training works by WebAssembly alone, to the same bytes\n$/,
    );
    assert.match(stderr, reason);
    assert.ok(!existsSync(loops) && !existsSync(wide));
  };
  refused("cc -O2 -mfma -ffp-contract=fast", /cc compiled does not give the same bytes/);
  refused("cc -include no-such-header.h", /cc failed: .*error/);
  refused("no-such-compiler", /no C compiler: .*no-such-compiler/);
  refused("true", /true failed: it does not say why/);
});

test("a compiler that has not the widest vectors makes those of 256 bits, and says so", {
  skip: noCompiler,
}, (t) => {
  const { loops, wide, setUp, digest } = copy(t);
  const script = join(loops, "../only-256.sh");
  writeFileSync(
    script,
    '#!/bin/sh\ncase "$*" in *avx512*) echo "error: no such vectors" >&2; exit 1 ;; esac\nexec cc "$@" -O0\n',
  );
  chmodSync(script, 0o755);
  const { status, stdout, stderr } = setUp(script);
  assert.equal(status, 0, stderr);
  assert.match(
    stdout,
    /of 256 bits \(of 512 none: .*only-256.sh failed: error: no such vectors\)\n$/,
  );
  assert.ok(existsSync(loops) && !existsSync(wide));
  assert.equal(digest(""), digest("no"));
});
