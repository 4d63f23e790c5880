/** How to cite: the same facts as CITATION.cff, as BibTeX. */
import { version } from "../../package.js";

export const citations = [
  {
    id: "bibtex-pcrit",
    what: "pcrit",
    text: `@software{pcrit,
  title   = {pcrit},
  author  = {{The pcrit authors}},
  version = {${version}},
  year    = {2026},
  license = {MIT}
}`,
  },
  {
    id: "bibtex-paper",
    what: "the paper",
    text: `@article{pesce2026phase,
  title         = {Phase Transitions in Neural Networks Pruning},
  author        = {Pesce, C. and He, J. and Caldarelli, G.},
  year          = {2026},
  eprint        = {2602.15224},
  archivePrefix = {arXiv},
  url           = {https://arxiv.org/abs/2602.15224}
}`,
  },
] as const;
