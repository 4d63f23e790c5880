import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeForeignGraph } from "../../src/formats/read-graph.js";

const read = (text: string | Uint8Array, path = "g.csv") =>
  decodeForeignGraph(path, typeof text === "string" ? Buffer.from(text) : text)!.graph;

const refused = (text: string | Uint8Array, pattern: RegExp, path?: string) =>
  assert.throws(() => read(text, path), { name: "UserError", message: pattern });

/** Edges by the names of their ends. */
function named(graph: ReturnType<typeof read>): [string, string, number][] {
  const { id, name } = graph.nodes;
  const at = new Map(Array.from(id, (value, v) => [value, name?.[v] ?? String(value)]));
  const { source, target, weight } = graph.edges;
  return Array.from(source, (u, e) => [at.get(u)!, at.get(target[e]!)!, weight[e]!]);
}

const edges = [
  ["a", "b", 0.5],
  ["b", "c d", 2],
];

test("a header names the columns, in any order and case, with any separator", () => {
  for (const text of [
    "source,target,weight\na,b,0.5\nb,c d,2\n",
    "Weight;Source;Target\n.5;a;b\n2e0;b;c d",
    "to\tfrom\tweight\r\nb\ta\t5e-1\r\nc d\tb\t+2.\r\n",
    "\uFEFFsource,weight,target\n\na,0.5,b\n\nb,2,c d\n",
    '"source","target","weight"\n"a", "b" ,"0.5"\nb,"c d",2\n',
    "# a remark\n% another\nsource, target, weight\n a , b , 0.5 \nb,c d,2",
  ])
    assert.deepEqual(named(read(text)), edges, JSON.stringify(text));
});

test("without a header, columns are source, target, weight, which is said", () => {
  const graph = read("a\tb\t0.5\nb\tc d\t2\n", "g.tsv");
  assert.deepEqual(named(graph), edges);
  assert.match(graph.notes[0]!, /g\.tsv: no header: columns are source, target, weight/);
  assert.deepEqual(named(read("x y\ny  z\n", "g.txt")), [
    ["x", "y", 1],
    ["y", "z", 1],
  ]);
});

test("names that are whole numbers are ids; all others are kept beside ids", () => {
  const numbers = read("source,target\n7,3\n3,4294967295\n");
  assert.deepEqual([...numbers.nodes.id], [3, 7, 4294967295]);
  assert.equal(numbers.nodes.name, undefined);
  assert.deepEqual([...numbers.edges.source], [7, 3]);
  for (const other of ["07", "7.0", "4294967296", "-1", " 7", "７"]) {
    const graph = read(`source,target\n"${other}",3\n`);
    assert.deepEqual(graph.nodes.name, [other, "3"]);
    assert.deepEqual([...graph.nodes.id], [0, 1]);
  }
});

test("names hold whatever quotes hold", () => {
  const graph = read('source,target\n"a,""b""\nc",x"y\n', "g.csv");
  assert.deepEqual(graph.nodes.name, ['a,"b"\nc', 'x"y']);
});

test("directions: of all edges, of none, of some", () => {
  const typed = (words: string[]) =>
    read(`Source,Target,Type\n${words.map((word, i) => `${i},${i + 1},${word}`).join("\n")}`);
  assert.equal(typed(["Directed", "directed"]).directed, true);
  assert.equal(typed(["Undirected", "undirected"]).directed, false);
  const some = typed(["Directed", "Undirected"]);
  assert.equal(some.directed, false);
  assert.match(some.notes.join(), /1 of 2 edges have a direction and the others none/);
  assert.match(read("source,target\n0,1").notes.join(), /taken to have a direction/);
});

test("of negative weights the size counts and the sign is kept", () => {
  const { edges: found, notes } = read("source,target,weight\n0,1,-2\n1,2,3\n2,3,0\n");
  assert.deepEqual([...found.weight], [2, 3, 0]);
  assert.deepEqual([...found.sign!], [-1, 1, 0]);
  assert.match(notes.join(), /1 of 3 weights are negative/);
});

test("what is left out is said", () => {
  const { notes } = read("source,target,colour,weight,Id\n0,1,red,1,5\n");
  assert.match(notes.join(), /left out: columns colour, Id/);
});

test("what cannot be read is named with its line", () => {
  refused("source,target,weight\n0,1,x\n", /g\.csv: line 2: expected weight to be .*, found "x"/);
  refused("source,target,weight\n0,1,\n", /line 2: .*found nothing/);
  for (const none of ["NaN", "inf", "0x10", "1,5", "1_0", "--1"])
    refused(`source;target;weight\n0;1;${none}`, /line 2: expected weight to be a decimal number/);
  refused("source,target,weight\n0,1,1e39\n", /line 2: expected a finite weight of 32-bit/);
  refused("source,target\n0,1,2\n", /line 2: expected 2 values, as in the first line, found 3/);
  refused("source,target\n0,\n", /line 2: expected the name of a node as target, found nothing/);
  refused(
    "source,weight\n0,1\n",
    /line 1: expected columns source and target, found source, weight/,
  );
  refused("source,source,target\n0,1,2\n", /line 1: expected one column source, found two/);
  refused("a,b,w\n0,1,2\n", /line 1: expected weight to be a decimal number, found "w"/);
  refused('source,target\n0,"1\n', /line 2: expected a quote that closes a value/);
  refused("source,target,type\n0,1,mutual\n", /expected type to be directed or undirected/);
  refused("source,target,layer\n0,1,256\n", /layer to be a whole number from 0 to 255/);
  refused("source,target,sign\n0,1,2\n", /sign to be a whole number from -1 to 1, found "2"/);
  refused("alone\n", /line 1: expected at least two values, source and target, found "alone"/);
  refused(Uint8Array.of(97, 44, 0xff, 0xfe), /expected text in UTF-8/);
  refused(`source,target\n${"x".repeat(2 ** 21)},1\n`, /lines of at most 1048576 characters/);
  refused(`source,target\n"${"x\n".repeat(2 ** 20)}`, /lines of at most 1048576 characters/);
});

test("long values take time in proportion to their length", () => {
  const start = performance.now();
  const [digits, spaces] = ["1".repeat(1_000_000), " ".repeat(1_000_000)];
  for (const value of [
    `${digits}x`,
    `${digits}.${digits.slice(100)}e`,
    `1${spaces}x`,
    `"${spaces}`,
  ])
    assert.throws(() => read(`source,target,weight\n0,1,${value}`), { name: "UserError" });
  for (const tag of [`<a ${spaces}`, `<a ${digits}${spaces}>`, `<a>${"&".repeat(900_000)}`])
    assert.throws(() => read(`<gexf>${tag}`, "g.gexf"), { name: "UserError" });
  assert.ok(performance.now() - start < 5000);
});

test("an empty file has no edges", () => {
  const graph = read("");
  assert.equal(graph.edges.source.length, 0);
  assert.match(graph.notes[0]!, /it has no edges/);
});

test("UTF-16 of spreadsheets is read", () => {
  const text = "\uFEFFsource\ttarget\tweight\r\nä\tb\t0.5\r\n";
  assert.deepEqual(named(read(Buffer.from(text, "utf16le"))), [["ä", "b", 0.5]]);
});
