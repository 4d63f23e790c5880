/** src/package.ts in a browser: files of the package are those that the page brings along. */

/** Put in when the page's worker is bundled. */
declare const pcritVersion: string;

export const packageRoot = "";
export const version = pcritVersion;
