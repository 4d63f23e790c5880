/** HTML as text: a tagged template escapes what is put in, unless it is HTML already. */

export class Html {
  constructor(readonly text: string) {}
}

type Part = string | number | Html | readonly Part[] | undefined;

/** @example html`<p>${text}</p>` */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(
    strings.map((text, i) => text + (i < parts.length ? toText(parts[i]) : "")).join(""),
  );
}

function toText(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(toText).join("");
  return escapeHtml(String(part));
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A sentence, in which p_c gets its subscript, exponents their letters and numbers their minus. */
export function sentence(text: string): Html {
  const typeset = escapeHtml(text)
    .replaceAll("p_c", "<i>p</i><sub>c</sub>")
    .replace(/\bL\^-(\w+)/g, "<i>L</i><sup>\u2212$1</sup>")
    .replaceAll("1/nu", "1/ν")
    .replaceAll("beta/nu", "β/ν")
    .replaceAll("gamma/nu", "γ/ν")
    .replace(/(^|[\s([])-(?=\d)/g, "$1\u2212");
  return new Html(typeset);
}

/** JSON that cannot end its script element: "<" occurs inside strings only, where this is the same. */
export function scriptJson(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll("<", "\\u003c"));
}

/**
 * A library's code inside a script element. The HTML parser looks for "</script" and "<!--" even
 * in strings; a backslash in the middle breaks the words and changes no string.
 */
export function scriptCode(code: string): Html {
  return new Html(code.replace(/<\/(?=script)/gi, "<\\/").replaceAll("<!--", "<\\!--"));
}
