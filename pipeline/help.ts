import { describeNumber, separator } from "./options.js";
import type { Option, Stage } from "./stage.js";

/** One row of help: a name, padded, and its meaning. */
export function row(name: string, meaning: string): string {
  return `  ${name.padEnd(28)} ${meaning}`;
}

/** What `pcrit STAGE --help` prints. */
export function stageHelp(stage: Stage): string {
  const files = stage.inputs.map(
    (i) => (i.optional ? `[${i.name}]` : i.name) + (i.many ? " …" : ""),
  );
  const outs = stage.outputs.map((o) =>
    o.required ? `--${o.option} FILE` : `[--${o.option} FILE]`,
  );
  const lines = [
    `pcrit ${stage.name}: ${stage.summary}`,
    "",
    `usage: pcrit ${[stage.name, ...files, ...outs, "[options]"].join(" ")}`,
  ];
  if (stage.details) lines.push("", stage.details.trim());
  if (stage.inputs.length > 0) lines.push("", "Reads");
  for (const input of stage.inputs) lines.push(row(input.name, input.meaning));
  if (stage.inputs.some(({ many }) => many))
    lines.push(row("@LIST", "a file with more such names, one a line; of a file named @x: ./@x"));
  if (stage.outputs.length > 0) lines.push("", "Writes");
  for (const output of stage.outputs) lines.push(row(`--${output.option} FILE`, output.meaning));
  lines.push(
    "",
    "Options",
    row("--settings FILE", "JSON object of options; the command line wins"),
  );
  lines.push(
    row(
      separator,
      `another call follows, which the same process answers ${stage.together ? "together with this one" : "after this one"}`,
    ),
  );
  for (const [name, option] of Object.entries(stage.options))
    lines.push(
      row(`--${name}${option.type === "flag" ? "" : ` ${sort(option)}`}`, explain(option)),
    );
  return `${lines.join("\n")}\n`;
}

function sort(option: Option): string {
  return { text: "WORD", number: "X", integer: "N", numbers: "X,X,…", integers: "N,N,…", flag: "" }[
    option.type
  ];
}

function explain(option: Option): string {
  const notes: string[] = [];
  if (option.values) notes.push(option.values.join(" | "));
  else if (option.type !== "text" && option.type !== "flag") notes.push(describeNumber(option));
  if (option.required) notes.push("required");
  if (option.default !== undefined && option.type !== "flag")
    notes.push(
      `default ${Array.isArray(option.default) ? option.default.join(",") : option.default}`,
    );
  return `${option.meaning}${notes.length > 0 ? ` (${notes.join("; ")})` : ""}`;
}
