/** Texts and values of XML as they are meant: entities, and line ends as XML wants them. */
import type { UserError } from "../error.js";

const entities: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
};

/** Line ends and tabs in a value are spaces, unless they are written as numbers. */
export function decodeValue(value: string, unknown: (entity: string) => UserError): string {
  return decodeEntities(
    /[\t\r\n]/.test(value) ? value.replace(/\r\n|[\t\r\n]/g, " ") : value,
    unknown,
  );
}

export function decodeText(text: string, unknown: (entity: string) => UserError): string {
  return decodeEntities(text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text, unknown);
}

function decodeEntities(text: string, unknown: (entity: string) => UserError): string {
  if (!text.includes("&")) return text;
  return text.replace(/&([^;&]{0,40});?/g, (whole, entity: string) => {
    const value = whole.endsWith(";") ? entityOf(entity) : undefined;
    if (value === undefined) throw unknown(entity);
    return value;
  });
}

function entityOf(entity: string): string | undefined {
  const number = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(entity);
  if (!number) return Object.hasOwn(entities, entity) ? entities[entity] : undefined;
  const code = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
