import { UserError } from "../error.js";

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};
/** Characters that XML 1.0 cannot hold, not even as numbers. */
const impossible = /(?![\t\n\r\x7f-\x9f])[\p{Cc}\p{Cs}\ufffe\uffff]/u;

/** A text within an element or an attribute. @throws UserError for what XML cannot hold. */
export function xmlText(where: string, text: string): string {
  if (!/[^\w .:-]/.test(text)) return text;
  if (impossible.test(text))
    throw new UserError(
      `${where}: expected names that XML can hold, found ${JSON.stringify(text)}; write .csv or .json, which hold any`,
    );
  return text.replace(/[&<>"\t\n\r]/g, (character) => escapes[character]!);
}
