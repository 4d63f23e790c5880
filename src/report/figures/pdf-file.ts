/** A PDF file of one page, of what was drawn on it. The same drawing gives the same bytes: no date, no identifier. */
import type { PdfCanvas, Shading } from "./pdf-canvas.js";

export interface Sheet {
  readonly title: string;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
}

const point = 0.75;
const number = (x: number) => String(Math.round(1000 * x) / 1000);

/** All of it is Latin-1. */
export function pdfFile(canvas: PdfCanvas, { title, width, height }: Sheet): string {
  const { content, fonts, opacities, shadings } = canvas;
  const own = ["catalog", "pages", "page", "content", "info"].length;
  const names = [...fonts].sort();
  const named = names.map((name, i) => `/${name} ${own + 1 + i} 0 R`);
  const states = [...opacities].sort((a, b) => a - b);
  const stated = states.flatMap((value) =>
    ["ca", "CA"].map((key) => `/${key}${value} << /${key} ${number(value / 1000)} >>`),
  );
  const shaded = shadings.map((shading, i) => `/Sh${i} ${shadingOf(shading)}`);
  const box = `[0 0 ${number(point * width)} ${number(point * height)}]`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox ${box} /Contents 4 0 R /Resources <<
/Font << ${named.join(" ")} >>
/ExtGState << ${stated.join(" ")} >>
/Shading << ${shaded.join("\n")} >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}endstream`,
    `<< /Title ${hexText(title)} /Producer (pcrit) >>`,
    ...names.map(
      (name) =>
        `<< /Type /Font /Subtype /Type1 /BaseFont /${name}${name === "Symbol" ? "" : " /Encoding /WinAnsiEncoding"} >>`,
    ),
  ];
  return assembled(objects);
}

/** The objects, numbered from 1, and where each begins: the first is the catalog, the fifth what the file says of itself. */
function assembled(objects: readonly string[]): string {
  let text = "%PDF-1.7\n";
  const places = objects.map((object, i) => {
    const place = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const count = objects.length + 1;
  return `${text}xref\n0 ${count}\n0000000000 65535 f \n${places.join("")}trailer
<< /Size ${count} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
}

/** From colour to colour along a line, stop by stop. */
function shadingOf({ line, stops }: Shading): string {
  const between = stops.slice(1).map(({ colour }, i) => {
    const [from, to] = [stops[i]!.colour, colour].map(({ rgb }) => rgb.map(number).join(" "));
    return `<< /FunctionType 2 /Domain [0 1] /N 1 /C0 [${from}] /C1 [${to}] >>`;
  });
  const bounds = stops.slice(1, -1).map(({ at }) => number(at));
  const encode = between.map(() => "0 1").join(" ");
  const whole = `<< /FunctionType 3 /Domain [0 1] /Functions [${between.join(" ")}] /Bounds [${bounds.join(" ")}] /Encode [${encode}] >>`;
  return `<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [${line.map(number).join(" ")}] /Extend [true true] /Function ${whole} >>`;
}

/** In UTF-16, with a mark that says so: a title may have letters of any kind. */
function hexText(text: string): string {
  const codes = ["feff", ...Array.from({ length: text.length }, (_, i) => hex(text.charCodeAt(i)))];
  return `<${codes.join("")}>`;
}

const hex = (code: number) => code.toString(16).padStart(4, "0");
