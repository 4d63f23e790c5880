/**
 * flechette, the Arrow codec. Its package is CommonJS: importing it makes Node scan 200 kB of source
 * for its export names, which takes longer than running it (60 of a stage's 170 ms start);
 * requiring it does not.
 */
import { createRequire } from "node:module";

export const flechette = createRequire(import.meta.url)(
  "@uwdata/flechette",
) as typeof import("@uwdata/flechette");
