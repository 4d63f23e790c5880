import assert from "node:assert/strict";
import { test } from "node:test";
import { readNpy } from "../../src/formats/npy.js";
import { userError } from "../data/files.js";
import { extremes, flips, readAll, truncations } from "../support/hostile.js";
import { python } from "../support/python.js";
import { npy, npyHeader } from "./npy-file.js";

const header = npyHeader;

const floats = npy(
  header("<f4", "(2, 3)"),
  new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer),
);

test("versions, orders, shapes", () => {
  const read = (bytes: Uint8Array) => readNpy("f", bytes);
  assert.deepEqual(read(floats), {
    dtype: "<f4",
    shape: [2, 3],
    data: Float32Array.of(1, 2, 3, 4, 5, 6),
  });
  for (const version of [2, 3])
    assert.deepEqual(
      read(npy(header("|u1", "(2,)"), Uint8Array.of(7, 8), version)).data,
      Uint8Array.of(7, 8),
    );
  const turned = npy(header("|u1", "(2, 3)", "True"), Uint8Array.of(1, 4, 2, 5, 3, 6));
  assert.deepEqual(read(turned).data, Uint8Array.of(1, 2, 3, 4, 5, 6));
  assert.deepEqual(read(npy(header("|u1", "()"), Uint8Array.of(9))).shape, []);
  assert.deepEqual(read(npy(header("<f8", "(0, 5)"), new Uint8Array(0))).data.length, 0);
});

test("what NumPy writes of every type and order is read as NumPy reads it", (t) => {
  const cases = python(
    `
import base64, io, numpy as np
rng = np.random.default_rng(1)
result = []
for kind in ["u1","u2","u4","u8","i1","i2","i4","i8","f2","f4","f8","b1"]:
    for order in "<>":
        for shape in [(), (5,), (2, 3), (2, 3, 4), (0, 4)]:
            for fortran in (False, True):
                a = (rng.standard_normal(shape) * 50).astype(np.float64)
                if kind[0] == "u": a = np.abs(a)
                if kind[0] == "b": a = a > 0
                a = np.asarray(a).astype(np.dtype(order + kind))
                if fortran: a = np.asfortranarray(a)
                file = io.BytesIO(); np.save(file, a)
                result.append([kind, base64.b64encode(file.getvalue()).decode(), list(a.shape), a.astype(np.float64).ravel().tolist()])
for words in [["setosa", "versicolor", "ü"], ["a", "", "b c"]]:
    for a in [np.array(words), np.array([w.encode("latin1") for w in words]), np.array(words).astype(">U12")]:
        file = io.BytesIO(); np.save(file, a)
        result.append(["text", base64.b64encode(file.getvalue()).decode(), list(a.shape), words])
extremes = np.array([0, -0.0, 6e-8, 65504, np.inf, -np.inf, 1/3], dtype="f2")
file = io.BytesIO(); np.save(file, extremes)
result.append(["f2", base64.b64encode(file.getvalue()).decode(), [7], [str(x) for x in extremes.astype("f8")]])
print(json.dumps(result))`,
    {},
  ) as [string, string, number[], (number | string)[]][] | undefined;
  if (!cases) return t.skip("no Python with NumPy here");
  for (const [kind, file, shape, values] of cases) {
    const found = readNpy("f", Buffer.from(file, "base64"));
    assert.deepEqual(found.shape, shape);
    const expected =
      kind !== "text" && typeof values[0] === "string"
        ? values.map((v) => (v === "inf" ? Infinity : v === "-inf" ? -Infinity : Number(v)))
        : values;
    assert.deepEqual([...found.data], expected, `${kind} ${shape}`);
  }
});

test("what is no array of numbers or texts is refused by name", () => {
  const refused = (bytes: Uint8Array, ...words: string[]) =>
    assert.throws(() => readNpy("f", bytes), userError("f: ", ...words));
  const none = new Uint8Array(0);
  refused(npy(header("|O", "(2,)"), new Uint8Array(40)), "array of Python objects", ".astype");
  refused(npy(header("<c8", "(1,)"), new Uint8Array(8)), 'the type "<c8"');
  refused(npy(header("<M8[ns]", "(1,)"), new Uint8Array(8)), 'the type "<M8[ns]"');
  refused(npy(header("|V2", "(1,)"), new Uint8Array(2)), 'the type "|V2"');
  refused(
    npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", none),
    "structured",
  );
  refused(npy("{}", none), "expected a header with descr");
  refused(npy(header("<f4", "(-1,)"), none), "expected a header");
  refused(npy(header("|u1", "(999999999999, 99999999999)"), none), "at most 1073741824 bytes");
  refused(
    npy(header("|u1", "(3,)"), Uint8Array.of(1, 2)),
    "expected 3 bytes for 3 values",
    "found 2",
  );
  refused(
    npy(header("|u1", "(1,)"), Uint8Array.of(1, 2)),
    "expected 1 bytes for 1 values",
    "found 2",
  );
  refused(npy(header("|u1", "(1,)"), Uint8Array.of(1), 4), "version 1, 2 or 3 of .npy, found 4");
  const beyond = new Uint8Array(BigInt64Array.of(1n, 2n ** 53n).buffer);
  refused(npy(header("<i8", "(2,)"), beyond), "within 2^53, found 9007199254740992 as value 1");
  refused(Buffer.from("hello, no array"), "begins \\x93NUMPY");
});

test("every truncation, extreme bytes, bits turned over", (t) => {
  const inputs = [...truncations(floats), ...extremes(floats), ...flips(floats, 2, 2000)];
  t.diagnostic(`${readAll(inputs, (bytes) => readNpy("f", bytes))} inputs`);
});
