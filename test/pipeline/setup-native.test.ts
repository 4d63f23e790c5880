/** `pcrit setup-native` in a copy of the package, with the system's compiler and others. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { nativeLoops } from "../../src/engine/sparse/native.js";
import { packageRoot } from "../../src/package.js";
import { scratchFolder } from "../support/folder.js";

const noCompiler = spawnSync("cc", ["--version"]).status !== 0 && "needs a C compiler";

function copy(t: TestContext) {
  const folder = scratchFolder(t);
  for (const name of ["package.json", "native", "schemas", "dist/bin", "dist/kernels.wasm"])
    cpSync(packageRoot + name, join(folder, name), { recursive: true });
  symlinkSync(`${packageRoot}node_modules`, join(folder, "node_modules"));
  const loops = join(folder, "dist/native.node");
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
  return { loops, kernels, call, setUp, digest };
}

test("networks learn the same to the bit with loops for this processor and without", {
  skip: noCompiler,
}, (t) => {
  const { loops, setUp, digest } = copy(t);
  const due = digest("no");
  assert.equal(digest(""), due, "none are there yet");
  const { status, stdout, stderr } = setUp("");
  assert.equal(status, 0, stderr);
  assert.equal(stdout, "pcrit setup-native: loops for this processor, by cc\n");
  assert.equal(digest(""), due);
  assert.equal(digest(loops), due, "for all there is to do, however little");
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
  assert.equal(setUp("").status, 0);
  const [fitting, other] = [`${loops}.fitting`, `${loops}.other`];
  cpSync(loops, fitting);
  assert.ok(nativeLoops(fitting));
  appendFileSync(kernels, Buffer.of(0, 2, 1, 120)); // a section without meaning
  assert.equal(setUp("").status, 0);
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
  const { loops, setUp } = copy(t);
  const refused = (CC: string, reason: RegExp) => {
    writeFileSync(loops, "of an older version");
    const { status, stdout, stderr } = setUp(CC);
    assert.deepEqual([status, stdout], [2, ""], stderr);
    assert.match(
      stderr,
      /^pcrit setup-native: [^\n]*; training works by WebAssembly alone, to the same bytes\n$/,
    );
    assert.match(stderr, reason);
    assert.ok(!existsSync(loops));
  };
  refused("cc -mfma -ffp-contract=fast", /cc compiled does not give the same bytes/);
  refused("cc -include no-such-header.h", /cc failed: .*error/);
  refused("no-such-compiler", /no C compiler: .*no-such-compiler/);
  refused("true", /true failed: it does not say why/);
});
