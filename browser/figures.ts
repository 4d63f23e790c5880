/** Figures as PDF files, in the page: its script take.js calls this by the name `figures`. */
export { figurePdf, inHelvetica } from "../src/report/figures/figure-pdf.js";
