import assert from "node:assert/strict";
import { test } from "node:test";
import { html, scriptCode, scriptJson, sentence } from "../../src/report/html.js";

test("what is put into HTML is escaped, HTML is not escaped twice", () => {
  const inner = html`<b>${'a < b & "c"'}</b>`;
  assert.equal(
    html`<p>${inner}${["x", 1]}${undefined}</p>`.text,
    "<p><b>a &lt; b &amp; &quot;c&quot;</b>x1</p>",
  );
  assert.equal(sentence("<p_c>").text, "&lt;<i>p</i><sub>c</sub>&gt;");
});

test("JSON and code cannot end their script element, and mean the same", () => {
  const value = { text: "</script><!-- <script>", number: 1 };
  const json = scriptJson(value).text;
  assert.ok(!json.includes("<"));
  assert.deepEqual(JSON.parse(json), value);
  const code = scriptCode('["</script>", "</SCRIPT>", "<!--", /<\\/b>/.source]').text;
  assert.doesNotMatch(code, /<\/script|<!--/i);
  const run = new Function(`return ${code}`) as () => unknown;
  assert.deepEqual(run(), ["</script>", "</SCRIPT>", "<!--", "<\\/b>"]);
});
