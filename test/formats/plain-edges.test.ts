/** Lines that are read from their bytes mean what they mean as texts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeForeignGraph } from "../../src/formats/read-graph.js";

/** What is read, or what is said. */
function outcome(path: string, bytes: Uint8Array): unknown {
  try {
    const { graph } = decodeForeignGraph(path, bytes)!;
    return graph;
  } catch (error) {
    assert.equal((error as Error).name, "UserError");
    return (error as Error).message;
  }
}

/**
 * The same lines with a space around each value, which makes texts of them; one within quotes stays, and so does one
 * without any value.
 */
const spaced = (lines: readonly (readonly string[])[], separator: string, end: string) =>
  lines.map((fields) => fields.map((text) => ` ${text} `).join(separator) + end).join("");

const number = fc.oneof(
  fc.nat(30).map(String),
  fc.nat().map(String),
  fc.constantFrom("0", "00", "007", "1234567", "12345678", "-1", "1.5", "4294967296", ""),
);
const name = fc.oneof(
  { weight: 4, arbitrary: number },
  fc.constantFrom("a", "B-1", "x'y", "ä", "~", "\u007f", "#", "a b", "e5", "\u2028"),
);
const decimal = fc.oneof(
  { weight: 4, arbitrary: fc.float({ noNaN: true }).map(String) },
  fc.double({ noNaN: true }).map(String),
  fc
    .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: -60, max: 45 }))
    .map(([a, b]) => `${a}e${b}`),
  fc.constantFrom(
    "1.",
    ".5",
    "+2",
    "-0",
    "-.25E+2",
    ".",
    "e5",
    "1e",
    "1e+",
    "--1",
    "0x1",
    "1_0",
    "",
  ),
  fc.constantFrom(
    "123456789012345",
    "1234567890123456",
    "0.1234567890123456",
    "1e22",
    "1e39",
    "NaN",
  ),
);
const whole = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("0", "1") },
  fc.constantFrom("-1", "-0", "255", "256", "2", "01", "1.0", "4294967295", "4294967296", "x", ""),
);
const type = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("Directed", "directed") },
  fc.constantFrom("UNDIRECTED", "undirected", "mutual", "d)rected", ""),
);
const kinds = { source: name, target: name, weight: decimal, type, sign: whole, layer: whole };

const files = fc
  .tuple(
    fc.shuffledSubarray(["weight", "type", "layer", "sign", "multiplicity", "colour"]),
    fc.constantFrom(",", ";", "\t"),
    fc.constantFrom("\n", "\r\n"),
    fc.nat(3),
  )
  .chain(([more, separator, end, place]) => {
    const header = ["source", ...more.slice(0, place), "target", ...more.slice(place)];
    const fields = header.map((column) =>
      column === "multiplicity" || column === "colour"
        ? whole
        : kinds[column as keyof typeof kinds],
    );
    const row = fc.tuple(...fields).map((values) => values.filter((text) => text !== separator));
    return fc.record({
      header: fc.constant(header),
      rows: fc.array(row, { maxLength: 6 }),
      separator: fc.constant(separator),
      end: fc.constant(end),
      isOpen: fc.boolean(),
    });
  });

test("property: as bytes and as texts the same graph, or the same mistake", () => {
  let [read, refused] = [0, 0];
  fc.assert(
    fc.property(files, ({ header, rows, separator, end, isOpen }) => {
      const lines = [header, ...rows];
      const plain = lines.map((fields) => fields.join(separator) + end).join("");
      const text = isOpen ? plain.slice(0, -end.length) : plain;
      const [found, expected] = [
        outcome("g.csv", Buffer.from(text)),
        outcome("g.csv", Buffer.from(spaced(lines, separator, end))),
      ];
      // The first is also read as UTF-16, which has bytes of its own.
      const wide = outcome("g.csv", Buffer.from(`\uFEFF${text}`, "utf16le"));
      assert.deepEqual(found, expected);
      assert.deepEqual(wide, found);
      if (typeof found === "string") refused++;
      else if (rows.length > 0) read++;
    }),
    { numRuns: 3000, seed: 1 },
  );
  assert.ok(read > 100 && refused > 100, `${read} read, ${refused} refused`);
});

test("lines that go over from one block to the next, and quotes between plain lines", () => {
  const rows: string[] = [];
  const expected: [number, number, number][] = [];
  for (let e = 0; e < 120_000; e++) {
    const [u, v] = [e % 1000, (7 * e) % 1009];
    const weight = ((e % 997) + 1) / 1024;
    const isText = e % 10_007 === 5;
    rows.push(isText ? `"${u}", ${v} ,"${weight}"` : `${u},${v},${weight}`);
    if (isText) rows.push("");
    expected.push([u, v, weight]);
  }
  const text = `source,target,weight\n${rows.join("\n")}`;
  assert.ok(text.length > 2 ** 20, "more than a block");
  const { edges } = decodeForeignGraph("g.csv", Buffer.from(text))!.graph;
  assert.deepEqual(
    Array.from(edges.source, (u, e) => [u, edges.target[e], edges.weight[e]]),
    expected,
  );
  const broken = `${text}\n1,2,x`;
  assert.throws(() => decodeForeignGraph("g.csv", Buffer.from(broken)), {
    message: new RegExp(`line ${rows.length + 2}: expected weight`),
  });
});
