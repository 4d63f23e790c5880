/**
 * Downloads into a partial file, going on where it ends.
 *
 * This speaks HTTP through node:http and not fetch, because fetch unpacks what a server labels
 * "Content-Encoding: gzip", and some servers label .gz files so: the bytes would then neither
 * match their checksum nor line up with a range.
 */
import { closeSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { get as getPlain, type IncomingMessage } from "node:http";
import { get as getSecure } from "node:https";

/** Called as bytes arrive; `total` is unknown where the server does not say. */
export type Progress = (file: string, received: number, total: number | undefined) => void;

/** How a transfer is watched. */
export interface Watch {
  readonly onProgress: Progress;
  /** Milliseconds without a byte after which the connection counts as lost. */
  readonly patience: number;
}

const REDIRECTS = 5; // at most

/** The server answered, but not with the file. */
export class HttpError extends Error {
  override readonly name = "HttpError";
}

/** Bytes already there. */
export function sizeOf(part: string): number {
  return statSync(part, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * Fetches the rest of `url` onto the end of `part`; a lost connection is taken up again as long
 * as each one brings the file further.
 * @throws HttpError, or the network's error.
 */
export async function fetchRest(url: string, part: string, watch: Watch): Promise<void> {
  for (;;) {
    const before = sizeOf(part);
    try {
      return await attempt(url, part, watch);
    } catch (error) {
      if (error instanceof HttpError || sizeOf(part) <= before) throw error;
    }
  }
}

async function attempt(url: string, part: string, watch: Watch): Promise<void> {
  const have = sizeOf(part);
  const response = await request(url, have, watch.patience);
  const status = response.statusCode ?? 0;
  const resumes = status === 206 && rangeStart(response) === have;
  if (have > 0 && !resumes && (status === 206 || status === 416)) {
    // What we have is no beginning of this file: from the start, without a range.
    response.destroy();
    rmSync(part);
    return attempt(url, part, watch);
  }
  if (status !== 200 && !resumes) {
    response.destroy();
    throw new HttpError(`HTTP status ${status}`);
  }
  await save(response, part, resumes ? have : 0, (received, total) =>
    watch.onProgress(url, received, total),
  );
}

/** A request for the bytes from `start` on; follows redirects. */
async function request(url: string, start: number, patience: number): Promise<IncomingMessage> {
  let address = new URL(url);
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const response = await requestOnce(address, start, patience);
    const { location } = response.headers;
    if (![301, 302, 303, 307, 308].includes(response.statusCode ?? 0) || location === undefined) {
      return response;
    }
    response.destroy();
    address = new URL(location, address);
  }
  throw new HttpError(`more than ${REDIRECTS} redirects`);
}

function requestOnce(address: URL, start: number, patience: number): Promise<IncomingMessage> {
  const get = address.protocol === "https:" ? getSecure : getPlain;
  const headers: Record<string, string> = { "accept-encoding": "identity" };
  if (start > 0) headers["range"] = `bytes=${start}-`;
  const silence = Object.assign(new Error(`no byte for ${patience} ms`), { code: "ETIMEDOUT" });
  return new Promise((resolve, reject) => {
    const call = get(address, { headers, timeout: patience, agent: false }, resolve);
    call.on("timeout", () => call.destroy(silence));
    call.on("error", reject);
  });
}

function rangeStart(response: IncomingMessage): number {
  const match = /^bytes (\d+)-/.exec(response.headers["content-range"] ?? "");
  return match === null ? Number.NaN : Number(match[1]);
}

/** Writes the body from byte `start` on; whatever was written stays when the connection breaks. */
async function save(
  response: IncomingMessage,
  part: string,
  start: number,
  onBytes: (received: number, total: number | undefined) => void,
): Promise<void> {
  const length = response.headers["content-length"];
  const total = length === undefined ? undefined : start + Number(length);
  const handle = openSync(part, start > 0 ? "a" : "w");
  try {
    let received = start;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      for (let done = 0; done < chunk.length; ) done += writeSync(handle, chunk, done);
      received += chunk.length;
      onBytes(received, total);
    }
  } finally {
    closeSync(handle);
    response.destroy();
  }
}
