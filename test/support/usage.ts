/** Loaded before a command: at its end it says what it took, in the file that USAGE names. */
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  writeFileSync(process.env["USAGE"]!, JSON.stringify(process.resourceUsage()));
});
