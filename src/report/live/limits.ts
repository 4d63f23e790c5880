/** How much of a run comes with its page. */

/** Bytes that all of it may add. */
export const mostBytes = 1_500_000;
/** Its script in the page, its words and its places. */
export const section = 25_000;
/** Test images: as many as fit. */
export const mostImages = 400;
