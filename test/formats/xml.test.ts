import assert from "node:assert/strict";
import { test } from "node:test";
import type { TextFile } from "../../src/formats/text-file.js";
import { readXml } from "../../src/formats/xml.js";

function inPieces(text: string, size: number): Pick<TextFile, "pieces" | "sha256"> {
  return {
    *pieces() {
      for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
    },
    sha256: () => "",
  };
}

/** What a document says, as a list. */
function events(text: string, size = text.length): string[] {
  const found: string[] = [];
  readXml("x.xml", inPieces(text, Math.max(1, size)), {
    open: ({ name, prefix, attributes }, parents) => {
      found.push(`${parents.join("/")}<${prefix}|${name} ${JSON.stringify([...attributes])}`);
    },
    close: (name, _, inner) => {
      found.push(`>${name} ${JSON.stringify(inner)}`);
    },
  });
  return found;
}

const document = `\uFEFF<?xml version="1.0"?><!-- a <remark> -- > -->
<a x='1 > 0' y="&lt;&#65;&#x1F600;&quot;'
	&#10;">
 text<b/><v:c k = "2" >x &amp; y<![CDATA[<z> & ]]>\r\nw</v:c><?skip this?>
</a><!-- end -->
`;

test("what opens, what closes, the text between", () => {
  assert.deepEqual(events(document), [
    `<|a ${JSON.stringify([
      ["x", "1 > 0"],
      ["y", `<A😀"'  \n`],
    ])}`,
    "a<|b []",
    '>b ""',
    'a<v|c [["k","2"]]',
    '>c "x & y<z> & \\nw"',
    '>a "\\n"',
  ]);
});

test("pieces of any size say the same", () => {
  const whole = events(document);
  for (let size = 1; size < 60; size++) assert.deepEqual(events(document, size), whole, `${size}`);
});

test("what is no XML, or would cost too much, is refused with its line", () => {
  const refused = (text: string, pattern: RegExp) => {
    for (const size of [1, 7, text.length])
      assert.throws(() => events(text, size), { name: "UserError", message: pattern });
  };
  refused('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', /x\.xml: line 1: .*no document type/);
  refused('<a>\n<!ENTITY b "c"></a>', /line 2: .*no document type/);
  refused("<a>&b;</a>", /no entities but those of XML itself, found &b;/);
  refused('<a b="&constructor;"/>', /found &constructor;/);
  refused("<a>1 & 2</a>", /no entities but/);
  refused("<a>&#0;</a>", /found &#0;/);
  refused("<a><b></a>", /<\/b>, found <\/a>/);
  refused("<a>", /<\/a>, found the end of the file/);
  refused("<a", /the end of a tag, found the end of the file/);
  refused("<a/><b/>", /one element around all, found two/);
  refused("</a>", /no further end of an element/);
  refused("text", /an element, found "t/);
  refused("", /an element, found none/);
  refused("<a b=1/>", /attributes of the form name="value", found "b=1"/);
  refused('<a b="1" b="2"/>', /the attribute b once/);
  refused('<a b="1"c="2"/>', /attributes of the form/);
  refused("<1/>", /the name of an element, found "1"/);
  refused("<!-- <a/>", /the end of a tag/);
  refused(`${"<a>".repeat(100)}${"</a>".repeat(100)}`, /nested at most 64 levels/);
  assert.throws(() => events(`<a b="${"x".repeat(2 ** 21)}"/>`), { name: "UserError" });
  assert.throws(() => events(`<a>${"x".repeat(2 ** 21)}</a>`), { name: "UserError" });
});
