/**
 * XML, read piece by piece: what opens, what closes and the text between, nothing kept. Of our own because
 * the packages that there are for graphs build the whole document in memory first (a kilobyte an element).
 *
 * Document types are refused, and with them all entities but the five of XML itself: with them a few lines
 * can stand for gigabytes, or for other files.
 */
import { UserError } from "../error.js";
import { deepestJson, longestValue } from "../limits.js";
import type { TextFile } from "./text-file.js";
import { decodeText, decodeValue } from "./xml-entities.js";

export interface Element {
  /** Without the prefix of its namespace. */
  readonly name: string;
  readonly prefix: string;
  readonly attributes: ReadonlyMap<string, string>;
}

export interface XmlHandler {
  open(element: Element, parents: readonly string[]): void;
  /** @param text what stands in it, after its last inner element where it has any. */
  close(name: string, prefix: string, text: string): void;
}

/** @throws UserError for what is not well-formed, or nested too deeply. */
export function readXml(path: string, file: Pick<TextFile, "pieces">, handler: XmlHandler): void {
  const reader = new XmlReader(path, handler);
  for (const piece of file.pieces()) reader.add(piece);
  reader.end();
}

/** What of a document need not be looked at: from its begin to its end. */
const skipped = [
  ["<!--", "-->"],
  ["<?", "?>"],
] as const;
const cdata = ["<![CDATA[", "]]>"] as const;

const nameShape = /^[\p{L}_:][\p{L}\p{N}\p{M}_:.·-]*$/u;
const attributeShape = /\s+([^\s=<>"'/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;

class XmlReader {
  #rest = "";
  #line = 1;
  /** What a remark that has begun ends in. */
  #until: string | undefined;
  readonly #open: { name: string; text: string }[] = [];
  readonly #parents: string[] = [];
  #done = false;

  constructor(
    private readonly path: string,
    private readonly handler: XmlHandler,
  ) {}

  add(piece: string): void {
    const text = this.#rest + piece;
    let at = 0;
    while (at < text.length) {
      const next = this.#step(text, at);
      if (next === at) break;
      at = next;
    }
    this.#rest = text.slice(at);
    if (this.#rest.length > longestValue)
      throw this.#wrong(`no tag or text longer than ${longestValue} characters`, "a longer one");
  }

  end(): void {
    const [inner] = this.#open.slice(-1);
    if (this.#rest.trim() !== "" || this.#until !== undefined)
      throw this.#wrong("the end of a tag", "the end of the file");
    if (inner) throw this.#wrong(`</${inner.name}>`, "the end of the file");
    if (!this.#done) throw this.#wrong("an element", "none");
  }

  /** Takes what begins at `at`; gives back where it ends, `at` itself where that is yet to come. */
  #step(text: string, at: number): number {
    if (this.#until !== undefined) return this.#skip(text, at, this.#until);
    const begin = text.indexOf("<", at);
    if (begin !== at) {
      const end = begin < 0 ? this.#endOfText(text) : begin;
      if (end <= at) return at;
      this.#text(
        decodeText(text.slice(at, end), (entity) => this.#unknown(entity)),
        text,
        at,
        end,
      );
      return end;
    }
    if (text.length - at < cdata[0].length && !text.includes(">", at)) return at;
    if (text.startsWith(cdata[0], at)) return this.#cdata(text, at);
    const skip = skipped.find(([mark]) => text.startsWith(mark, at));
    if (skip) return this.#skip(text, at + skip[0].length, skip[1]);
    if (text.startsWith("<!", at))
      throw this.#wrong(
        "no document type, which may refer to other files or grow without end",
        "one",
      );
    const end = endOfTag(text, at + 1);
    if (end < 0) return at;
    this.#tag(text.slice(at + 1, end));
    this.#count(text, at, end);
    return end + 1;
  }

  /** A text may be cut off within an entity, or between the two characters that end a line. */
  #endOfText(text: string): number {
    if (text.endsWith("\r")) return text.length - 1;
    const entity = text.lastIndexOf("&");
    return entity >= 0 && text.length - entity < 12 && !text.includes(";", entity)
      ? entity
      : text.length;
  }

  #skip(text: string, at: number, mark: string): number {
    const end = text.indexOf(mark, at);
    this.#until = end < 0 ? mark : undefined;
    const stop = end < 0 ? Math.max(at, text.length - mark.length + 1) : end + mark.length;
    this.#count(text, at, stop);
    return stop;
  }

  #cdata(text: string, at: number): number {
    const end = text.indexOf(cdata[1], at);
    if (end < 0) return at;
    this.#text(text.slice(at + cdata[0].length, end), text, at, end);
    return end + cdata[1].length;
  }

  #text(value: string, whole: string, from: number, to: number): void {
    const inner = this.#open.at(-1);
    if (inner) inner.text += value;
    else if (value.replace(/^\uFEFF/, "").trim() !== "")
      throw this.#wrong("an element", `"${value.trim().slice(0, 40)}"`);
    if (inner && inner.text.length > longestValue)
      throw this.#wrong(`no text longer than ${longestValue} characters`, "a longer one");
    this.#count(whole, from, to);
  }

  #tag(content: string): void {
    if (content.length > longestValue)
      throw this.#wrong(`no tag longer than ${longestValue} characters`, "a longer one");
    if (content.startsWith("/")) {
      this.#close(content.slice(1).trimEnd());
      return;
    }
    const empty = content.endsWith("/");
    const inside = empty ? content.slice(0, -1) : content;
    const name = /^[^\s]*/.exec(inside)![0];
    if (!nameShape.test(name))
      throw this.#wrong("the name of an element", `"${name.slice(0, 40)}"`);
    if (this.#done && this.#open.length === 0) throw this.#wrong("one element around all", "two");
    if (this.#open.length === deepestJson)
      throw this.#wrong(`elements nested at most ${deepestJson} levels deep`, "more");
    const attributes = this.#attributes(inside, name.length);
    const outer = this.#open.at(-1);
    if (outer) outer.text = "";
    this.handler.open({ ...split(name), attributes }, this.#parents);
    this.#done = true;
    this.#open.push({ name, text: "" });
    this.#parents.push(split(name).name);
    if (empty) this.#close(name);
  }

  #attributes(inside: string, begin: number): ReadonlyMap<string, string> {
    const attributes = new Map<string, string>();
    let at = begin;
    attributeShape.lastIndex = at;
    for (let found = attributeShape.exec(inside); found; found = attributeShape.exec(inside)) {
      const [, name, double, single] = found;
      if (attributes.has(name!)) throw this.#wrong(`the attribute ${name} once`, "it twice");
      attributes.set(
        name!,
        decodeValue(double ?? single ?? "", (entity) => this.#unknown(entity)),
      );
      at = attributeShape.lastIndex;
    }
    if (inside.slice(at).trim() !== "")
      throw this.#wrong(
        'attributes of the form name="value"',
        `"${inside.slice(at).trim().slice(0, 40)}"`,
      );
    return attributes;
  }

  #close(name: string): void {
    const inner = this.#open.pop();
    if (inner?.name !== name)
      throw this.#wrong(inner ? `</${inner.name}>` : "no further end of an element", `</${name}>`);
    this.#parents.pop();
    this.handler.close(split(name).name, split(name).prefix, inner.text);
  }

  #count(text: string, from: number, to: number): void {
    for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1))
      this.#line++;
  }

  #unknown(entity: string): UserError {
    return this.#wrong("no entities but those of XML itself", `&${entity.slice(0, 40)};`);
  }

  #wrong(expected: string, found: string): UserError {
    return new UserError(
      `${this.path}: line ${this.#line}: expected well-formed XML with ${expected}, found ${found}`,
    );
  }
}

function split(name: string): { name: string; prefix: string } {
  const colon = name.indexOf(":");
  return { prefix: colon < 0 ? "" : name.slice(0, colon), name: name.slice(colon + 1) };
}

/** Where the > is that ends a tag: one in quotes is part of a value. */
function endOfTag(text: string, begin: number): number {
  for (let at = begin; at < text.length; at++) {
    const character = text[at]!;
    if (character === ">") return at;
    if (character !== '"' && character !== "'") continue;
    at = text.indexOf(character, at + 1);
    if (at < 0) return -1;
  }
  return -1;
}
