/** The rival laws as the page names them, and how each stands. */
import { describes } from "../../models/compare.js";
import type { Row, Rows } from "../rows.js";

const names: Readonly<Record<string, string>> = {
  critical: "the critical power law",
  bkt: "the BKT-like law",
  drift: "the curve that only moves with size",
  narrowing: "the curve that narrows or widens as it moves",
};

/** The same where there is little room. */
const shortNames: Readonly<Record<string, string>> = {
  critical: "critical power law",
  bkt: "BKT-like law",
  drift: "only moves with size",
  narrowing: "narrows or widens",
};

/** What a law is called in tables and titles. */
export function lawName(word: string): string {
  return names[word] ?? word;
}

/** Whether data for which the law is true would often fit as badly. */
function doesDescribe(law: Row): boolean {
  return Number(law["p"] ?? Number.NaN) > describes;
}

/** A law that is not beaten may still be a poor one. */
export function standingOf(law: Row): "beaten" | "describes" | "poor" {
  if (law["remaining"] !== 1) return "beaten";
  return doesDescribe(law) ? "describes" : "poor";
}

/** In words. How well a beaten law fits decides nothing. */
export function standingWords(law: Row): string {
  const words = {
    beaten: "beaten by another law",
    describes: "not beaten; describes the curves",
    poor: "not beaten; does not describe the curves",
  };
  return words[standingOf(law)];
}

/** Rows of models.arrow with what the chart says of them. */
export function lawRows(models: Rows): Rows {
  return models.map((row) => ({
    ...row,
    law: shortNames[String(row["model"])] ?? String(row["model"]),
    standing: standingWords(row),
    describes: standingOf(row) === "describes" ? 1 : 0,
  }));
}
