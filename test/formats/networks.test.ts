/** Files of networks as accidents and enemies leave them: one clear line, in bounded time and memory. */
import assert from "node:assert/strict";
import { test } from "node:test";
import library, { type onnx as proto } from "onnx-proto";
import { UserError } from "../../src/error.js";
import { half } from "../../src/formats/npy.js";
import { readNpz } from "../../src/formats/npz.js";
import { readOnnx } from "../../src/formats/onnx.js";
import { readSafetensors } from "../../src/formats/safetensors.js";
import type { NamedTensor } from "../../src/formats/tensor.js";
import { readTorch } from "../../src/formats/torch.js";
import { encodeNpz } from "../../src/formats/write-npz.js";
import { encodeSafetensors } from "../../src/formats/write-safetensors.js";
import { extremes, flips, readAll, truncations } from "../support/hostile.js";
import { zip } from "./archives.js";
import {
  ascii,
  bytes,
  call,
  dict,
  global,
  integer,
  pickle,
  tensor,
  text,
  torchFile,
  tuple,
} from "./pickles.js";

const { onnx } = library;

const tensors: NamedTensor[] = [
  {
    name: "0.weight",
    shape: [3, 2],
    type: "float32",
    data: Float32Array.of(1, -2, 0.5, 0, 3, 1e-3),
  },
  { name: "0.bias", shape: [3], type: "float32", data: Float32Array.of(0.1, 0.2, 0.3) },
  { name: "0.weight_mask", shape: [3, 2], type: "bool", data: Float32Array.of(1, 1, 0, 0, 1, 1) },
];

function refuses(read: () => unknown, pattern: RegExp): void {
  const start = performance.now();
  assert.throws(read, (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.message, pattern);
    assert.ok(error.message.startsWith("file"));
    return true;
  });
  assert.ok(performance.now() - start < 5000);
}

test("what is written is read again, to the last bit", () => {
  for (const file of [
    readSafetensors("file", encodeSafetensors(tensors)),
    readNpz("file", encodeNpz(tensors)),
  ])
    for (const [i, { name, shape, type, data }] of tensors.entries()) {
      const found = file.tensors[i]!;
      assert.deepEqual([found.name, found.shape, found.type], [name, shape, type]);
      assert.deepEqual([...found.data], [...data]);
    }
});

test("every half is the number that its 16 bits mean", () => {
  // IEEE 754: 1 sign, 5 exponent with bias 15, 10 fraction.
  for (let bits = 0; bits < 65536; bits++) {
    const [sign, e, f] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
    const due =
      e === 0 ? f * 2 ** -24 : e < 31 ? (1 + f / 1024) * 2 ** (e - 15) : f ? NaN : Infinity;
    assert.equal(half(bits), sign * due);
  }
});

// Before the bombs below, which take memory to be made: what inputs take is the most of the process.
const small: Readonly<Record<string, [Uint8Array, (bytes: Uint8Array) => unknown]>> = {
  safetensors: [encodeSafetensors(tensors), (file) => readSafetensors("file", file)],
  npz: [encodeNpz(tensors), (file) => readNpz("file", file)],
  onnx: [model(), (file) => readOnnx("file", file)],
  pt: [
    torchFile(
      pickle(dict(text("a"), tensor({ count: 4, shape: [2, 2], steps: [2, 1] }))),
      Buffer.from(Float32Array.of(1, 2, 3, 4).buffer),
    ),
    (file) => readTorch("file", file),
  ],
};

for (const [name, [whole, read]] of Object.entries(small))
  test(`${name}: every beginning of a file, every byte at its extremes, 2,000 files with bits turned over`, () => {
    read(whole);
    assert.equal(readAll(truncations(whole), read), whole.length);
    for (const cut of truncations(whole)) refuses(() => read(cut), /^file/);
    readAll(extremes(whole), read);
    readAll(flips(whole, 7, 2000), read);
  });

/** A safetensors file of this header over so many bytes. */
function safetensors(header: string | object, length: number, claimed?: bigint): Buffer {
  const content = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(claimed ?? BigInt(content.length));
  return Buffer.concat([size, content, Buffer.alloc(length)]);
}

const entry = (shape: unknown, offsets: unknown, dtype: unknown = "F32") => ({
  dtype,
  shape,
  data_offsets: offsets,
});

test("safetensors: headers that lie", () => {
  const read = (file: Buffer, pattern: RegExp) =>
    refuses(() => readSafetensors("file", file), pattern);
  read(
    safetensors({}, 0, 2n ** 63n),
    /header of at most 2 bytes, found one that says .*9223372036854775808/,
  );
  read(Buffer.alloc(5), /at least 8 bytes, found 5/);
  read(safetensors("{", 0), /expected JSON/);
  read(safetensors("[1]", 0), /JSON object of tensors, found a list/);
  read(safetensors("[".repeat(5000), 0), /expected JSON/);
  read(Buffer.concat([safetensors("", 0, 3n), Buffer.of(0x7b, 0xff, 0x7d)]), /expected UTF-8/);
  read(safetensors({ a: 5 }, 0), /tensor "a": expected \{dtype, shape, data_offsets/);
  read(safetensors({ a: entry([2], [0, 8], "F8_E4M3") }, 8), /dtype of F64, .*found "F8_E4M3"/);
  read(
    safetensors({ a: entry([2], [0, 4]) }, 4),
    /over the 8 bytes of shape \[2\] in F32, found \[0,4\]/,
  );
  read(safetensors({ a: entry([2], [-8, 0]) }, 8), /over the 8 bytes/);
  read(safetensors({ a: entry([2], [8, 0]) }, 8), /over the 8 bytes/);
  read(safetensors({ a: entry([2], [0.5, 8.5]) }, 9), /over the 8 bytes/);
  read(safetensors({ a: entry([-2], [0, 8]) }, 8), /shape of whole numbers, found \[-2\]/);
  read(safetensors({ a: entry(["2"], [0, 8]) }, 8), /shape of whole numbers/);
  read(safetensors({ a: entry([2 ** 40, 2 ** 40], [0, 8]) }, 8), /at most 100000000 numbers/);
  read(safetensors({ a: entry(Array(40).fill(1), [0, 4]) }, 4), /at most 16 dimensions/);
  read(safetensors({ a: entry([2], [0, 8]) }, 4), /to end by 4, found \[0, 8\]/);
  read(safetensors({ a: entry([2], [4, 12]) }, 12), /to begin at 0, .* found \[4, 12\]/);
  read(
    safetensors({ a: entry([2], [0, 8]), b: entry([2], [4, 12]) }, 12),
    /"b": expected .* begin at 8/,
  );
  read(safetensors({ a: entry([2], [0, 8]) }, 12), /expected 8 bytes of tensors, .* found 12/);
  const one = JSON.stringify(entry([1], [0, 4]));
  read(safetensors(`{"a":${one},"\\u0061":${one}}`, 4), /each name once, found "a" twice/);
  read(
    safetensors(`{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}`, 4),
    /"shape" twice/,
  );
});

test("PyTorch: nothing is executed, whatever a pickle asks for", () => {
  const read = (content: Buffer, pattern: RegExp) =>
    refuses(() => readTorch("file", torchFile(content)), pattern);
  const system = global("posix", "system");
  read(
    pickle(call(system, text("touch /tmp/pwned"))),
    /names posix\.system, .*nothing was executed/,
  );
  read(pickle(call(global("os", "system"), text("x"))), /names os\.system/);
  read(pickle(call(global("builtins", "eval"), text("x"))), /names builtins\.eval/);
  read(pickle(call(global("torch", "load"), text("x"))), /names torch\.load/);
  read(
    pickle(call(global("torch._utils", "_rebuild_qtensor"))),
    /names torch\._utils\._rebuild_qtensor/,
  );
  const stacked = Buffer.concat([...["posix", "system"].map(text), bytes(0x93)]);
  read(pickle(call(stacked, text("x"))), /names posix\.system/);
  read(pickle(ascii("(S'x'\niposix\nsystem\n")), /opcode STRING at byte 3/);
  read(pickle(ascii("("), text("x"), ascii("iposix\nsystem\n")), /opcode INST at byte/);
  read(pickle(ascii(")o")), /opcode OBJ/);
  read(pickle(global("collections", "OrderedDict"), ascii(")"), bytes(0x81)), /opcode NEWOBJ/);
  read(pickle(bytes(0x82, 1)), /opcode EXT1/);
  read(pickle(ascii("P0\n")), /opcode PERSID/);
  read(pickle(bytes(0xee)), /opcode 0xee/);
  read(pickle(Buffer.alloc(2_000_000, "}")), /at most 1048576 steps/);
  read(pickle(ascii("h"), bytes(7)), /nothing remembered as 7/);
  read(pickle(ascii("R")), /too few values/);
  read(pickle(ascii("t")), /no mark/);
  read(pickle(text("x"), ascii("b")), /no value|attributes/);
  read(pickle(ascii("X"), bytes(255, 255, 255, 255)), /its end too early/);
  read(pickle(bytes(0x8d, 255, 255, 255, 255, 255, 255, 255, 127)), /its end too early/);
  read(pickle(call(global("collections", "OrderedDict"), integer(3))), /ordered dict of no pairs/);
  read(pickle(integer(5)), /expected a state_dict, .*found number/);
  read(pickle(tuple()), /found a list/);
  read(pickle(dict(text("a"), integer(1))), /dict of "a"/);
  refuses(() => readTorch("file", Buffer.from("hello")), /what torch\.save writes/);
  refuses(() => readTorch("file", pickle(integer(1))), /another pickle/);
  refuses(() => readTorch("file", zip([])), /without data\.pkl/);
});

test("PyTorch: tensors lie within their storages", () => {
  const read = (view: Parameters<typeof tensor>[0], storage = 16) =>
    readTorch("file", torchFile(pickle(dict(text("a"), tensor(view))), Buffer.alloc(storage, 1)));
  assert.equal(read({ count: 4, shape: [2, 2], steps: [2, 1] }).tensors[0]!.data.length, 4);
  const wrong = (view: Parameters<typeof tensor>[0], pattern: RegExp, storage?: number) =>
    refuses(() => read(view, storage), pattern);
  wrong(
    { count: 4, shape: [5], steps: [1] },
    /within its storage of 4 numbers, found \[5\] in steps of \[1\]/,
  );
  wrong({ count: 4, shape: [2, 2], steps: [3, 1] }, /within its storage/);
  wrong({ count: 4, shape: [2], steps: [1], offset: 3 }, /within its storage/);
  wrong({ count: 4, shape: [2], steps: [-1], offset: 1 }, /whole number, found -1/);
  wrong({ count: 4, shape: [2], steps: [1], offset: -1 }, /whole number, found -1/);
  wrong({ count: 4, shape: [2, 2], steps: [1] }, /within its storage/);
  wrong({ count: 4, shape: [2], steps: [1] }, /expected 16 bytes of storage "0", found 8/, 8);
  wrong({ count: 4, shape: [100_000, 100_000], steps: [0, 0] }, /at most 100000000 numbers/);
  wrong(
    { count: 4, shape: [4], steps: [1], type: "ComplexFloatStorage" },
    /names torch\.ComplexFloatStorage/,
  );
  const many = Array.from({ length: 20 }, (_, i) => [
    text(`t${i}`),
    tensor({ count: 4, shape: [10_000, 1000], steps: [0, 0] }),
  ]).flat();
  const file = torchFile(pickle(dict(...many)), Buffer.alloc(16));
  refuses(() => readTorch("file", file), /at most 100000000 numbers in all tensors/);
});

function model(change: proto.IGraphProto = {}): Uint8Array {
  const weight = { name: "w", dims: [2, 3], dataType: 1, rawData: new Uint8Array(24) };
  const node = { opType: "Gemm", name: "fc", input: ["x", "w"], output: ["y"], attribute: [] };
  const dim = [{ dimParam: "n" }, { dimValue: 2 }];
  const input = [{ name: "x", type: { tensorType: { elemType: 1, shape: { dim } } } }];
  const graph = { initializer: [weight], node: [node], input, output: [{ name: "y" }], ...change };
  return onnx.ModelProto.encode({ irVersion: 7, graph }).finish();
}

test("ONNX: numbers elsewhere, and sizes that nothing has", () => {
  assert.equal(readOnnx("file", model()).constants.get("w")!.data.length, 6);
  const read = (file: Uint8Array, pattern: RegExp) =>
    refuses(() => readOnnx("file", file), pattern);
  const tensorOf = (change: proto.ITensorProto) =>
    model({
      initializer: [
        { name: "w", dims: [2, 3], dataType: 1, rawData: new Uint8Array(24), ...change },
      ],
    });
  const external = [{ key: "location", value: "../../etc/passwd" }];
  read(
    tensorOf({ dataLocation: 1, externalData: external }),
    /"w": its numbers lie in another file/,
  );
  read(tensorOf({ dims: [2 ** 60, 1] as number[] }), /at most 100000000 numbers/);
  read(tensorOf({ dims: [-2, 3] }), /shape of whole numbers/);
  read(tensorOf({ dims: [2, 2] }), /expected 16 bytes of float32, found 24/);
  read(tensorOf({ dataType: 8 }), /expected numbers of type .*, found data type 8/);
  read(tensorOf({ rawData: new Uint8Array(), floatData: [1, 2] }), /expected 6 numbers .* found 2/);
  read(onnx.ModelProto.encode({ irVersion: 7 }).finish(), /with a graph, found none/);
  read(Buffer.from("PK and more text that is none"), /expected a whole file|expected an ONNX/);
  const twice = { name: "w", dims: [1], dataType: 1, rawData: new Uint8Array(4) };
  read(model({ initializer: [twice, twice] }), /each tensor once, found "w" twice/);
});

/** A field of bytes. */
function field(number: number, content: Uint8Array): Buffer {
  const varint: number[] = [];
  for (let n = content.length; ; n = Math.floor(n / 128)) {
    varint.push(n < 128 ? n : (n % 128) + 128);
    if (n < 128) break;
  }
  return Buffer.concat([bytes(number * 8 + 2, ...varint), content]);
}

test("ONNX: no depth and no number of fields takes the memory of a reader", () => {
  const read = (file: Uint8Array, pattern: RegExp) =>
    refuses(() => readOnnx("file", file), pattern);
  let nested: Buffer = Buffer.alloc(0);
  // graph > node > attribute > graph > …
  for (let i = 0; i < 3000; i++) nested = field(1, field(5, field(6, nested)));
  read(field(7, nested), /nested at most 16 deep/);
  read(
    field(7, Buffer.concat(Array(600_000).fill(field(1, Buffer.alloc(0))))),
    /at most 524288 fields/,
  );
  read(field(7, field(5, field(7, Buffer.alloc(3_000_000)))), /at most 1048576 bytes of integers/);
  // What the decoder takes for a message must be written as one, or both would read on elsewhere.
  read(bytes(7 * 8, 5, 1, 2, 3, 4, 5), /field 7 written as type 0/);
  read(bytes(0, 1), /field 0/);
  read(bytes(7 * 8 + 2, 127), /field of 127 bytes where 0 are left/);
  read(bytes(8, ...Array(11).fill(255)), /more than 64 bits/);
});

test("npz: objects and bombs", () => {
  const read = (file: Uint8Array, pattern: RegExp) => refuses(() => readNpz("file", file), pattern);
  const npy = (descr: string, shape: string, content = "") => {
    const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }\n`;
    return Buffer.concat([
      ascii("\x93NUMPY\x01\x00"),
      bytes(header.length, 0),
      ascii(header + content),
    ]);
  };
  const one = (content: Buffer) => zip([{ name: "a.npy", content }]);
  read(one(npy("|O", "(1,)", "cos\nsystem\n(S'x'\ntR.")), /"a": .*objects \(pickled\)/);
  read(one(npy("<f4", "(1000000000000,)")), /"a": /);
  read(one(npy("<U4", "(1,)", "\0".repeat(16))), /expected numbers, found texts/);
  const bomb = zip([{ name: "a.npy", content: Buffer.alloc(200_000_000) }]);
  assert.ok(bomb.length < 1_000_000);
  read(bomb, /expected .*unpacked/);
});

test("PyTorch: an archive that unpacks to far more than it is", () => {
  const file = zip([
    { name: "a/data.pkl", content: pickle(dict(text("a"), integer(1))) },
    { name: "a/data/0", content: Buffer.alloc(200_000_000) },
  ]);
  refuses(() => readTorch("file", file), /expected .*unpacked/);
});
