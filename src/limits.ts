/**
 * The largest sizes that are taken from a file, an experiment or the command line. What is beyond
 * them is a mistake or an attack, and is refused before memory is allocated for it.
 */

/** Units of a network that is trained or evaluated; also values of all channels of one convolution. */
export const mostUnits = 1_000_000;

/**
 * Units of a network's file that has as many weights as units, for whoever asks for its graph: two hundred bytes each
 * as nodes, and a Set or Map holds no more.
 */
export const mostSparseUnits = 2 ** 24;

/** Outputs of a network that is trained or evaluated: a table of their square tells which is taken for which. */
export const mostOutputs = 10_000;

/** Unit layers of a network: files count them in one byte. */
export const mostLayers = 256;

/** Layers of a graph of them in a file of another program, those without weights too. */
export const mostGraphLayers = 4096;

/** Weights of a dense network: 19 bytes each as a table, about as much again in training. */
export const mostWeights = 100_000_000;

/** Cells of an experiment: each is two dozen files; a plan of so many takes two minutes and 1.7 GB. */
export const mostCells = 100_000;

/** Levels of nesting of JSON, and bytes of a file of it that people write. */
export const deepestJson = 64;
export const mostJson = 2 ** 20;

/** Bytes of a CSV file: as a text and as numbers it takes ten times as much. */
export const mostCsv = 2 ** 25;

/** Bytes of one packed file, or of one in an archive, when unpacked. */
export const mostUnpacked = 2 ** 30;

/** Numbers of a data set, of four bytes each. */
export const mostTableValues = 2 ** 28;

/** Bytes that the compressed columns of a file unpack to, all together. */
export const mostUnpackedColumns = 2 ** 30;

/** Edges of a graph: 17 bytes each, and 8 to 16 in what measures it. Also surviving weights of a network's file. */
export const mostEdges = 2 ** 28;

/**
 * Pairs of a value and a node that it is read as, which are no weights: windows of pools, identity edges, … of a network
 * whose values are nodes. They take eight bytes each.
 */
export const mostReadings = 2 ** 26;

/** Taps at positions of all channels that such a network gives: what one source of each takes to count edges. */
export const mostWindowTaps = 2 ** 30;

/** Nodes of a graph of another program: each has a name, which takes a hundred bytes. */
export const mostNodes = 5_000_000;

/** Characters of one value, tag or name in a text of many. */
export const longestValue = 2 ** 20;

/** Bytes of a graph as JSON, which is parsed as a whole and then takes several times as much. */
export const mostGraphJson = 2 ** 26;

/** Files that a module of the user's names, itself included, and their bytes. */
export const mostModuleFiles = 1000;
export const mostModuleBytes = 2 ** 26;

/** Masks of one network, one a density. */
export const mostMasks = 1000;

/** Test images of a page that prunes a network itself: fewer tell too little of an accuracy. */
export const fewestLiveImages = 100;
