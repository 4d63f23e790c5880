/**
 * Downloads into a partial file, going on where it ends.
 *
 * This speaks HTTP through node:http and not fetch, because fetch unpacks what a server labels
 * "Content-Encoding: gzip", and some servers label .gz files so: the bytes would then neither
 * match their checksum nor line up with a range.
 */
import { closeSync, constants, openSync, rmSync, statSync, writeSync } from "node:fs";
import { get as getPlain, type IncomingMessage } from "node:http";
import { get as getSecure } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";

/** Called as bytes arrive; `total` is unknown where the server does not say. */
export type Progress = (file: string, received: number, total: number | undefined) => void;

/** How a transfer is watched. */
export interface Watch {
  readonly onProgress: Progress;
  /** Milliseconds without a byte after which the connection counts as lost. */
  readonly patience: number;
  /** When all of it must be done, by the clock of `performance.now`. */
  readonly deadline: number;
  /** Bytes that a file may have. */
  readonly most: number;
  /** How often a connection that brought nothing is tried again, and the first wait, which doubles. */
  readonly retries: number;
  readonly pause: number;
}

const REDIRECTS = 5; // at most
const OVERLOADED = [429, 500, 502, 503, 504];

/** The server answered, but not with the file. */
export class HttpError extends Error {
  override readonly name = "HttpError";

  constructor(
    message: string,
    /** The same request may be answered later. */
    readonly passing = false,
  ) {
    super(message);
  }
}

/** Bytes already there. */
export function sizeOf(part: string): number {
  return statSync(part, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * Fetches the rest of `url` onto the end of `part`; a lost connection is taken up again at once
 * where it brought the file further, else a few times after growing waits.
 * @throws HttpError, or the network's error.
 */
export async function fetchRest(url: string, part: string, watch: Watch): Promise<void> {
  for (let failures = 0; ; ) {
    const before = sizeOf(part);
    try {
      return await attempt(url, part, watch);
    } catch (error) {
      if (error instanceof HttpError && !error.passing) throw error;
      if (sizeOf(part) > before) failures = 0;
      else if (failures >= watch.retries || isDone(watch)) throw error;
      else await sleep(watch.pause * 2 ** failures++);
    }
  }
}

function isDone({ deadline }: Watch): boolean {
  return performance.now() > deadline;
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
    throw new HttpError(`HTTP status ${status}`, OVERLOADED.includes(status));
  }
  await save(response, part, resumes ? have : 0, (received, total) => {
    if (Math.max(received, total ?? 0) > watch.most)
      throw new HttpError(`more than the ${watch.most} bytes that such a file may have`);
    if (isDone(watch)) throw new HttpError("that it takes longer than it may");
    watch.onProgress(url, received, total);
  });
}

/** A request for the bytes from `start` on; follows redirects. */
async function request(url: string, start: number, patience: number): Promise<IncomingMessage> {
  let address = new URL(url);
  checkScheme(address, true);
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const response = await requestOnce(address, start, patience);
    const { location } = response.headers;
    if (![301, 302, 303, 307, 308].includes(response.statusCode ?? 0) || location === undefined) {
      return response;
    }
    response.destroy();
    const next = new URL(location, address);
    checkScheme(next, isLocal(address));
    address = next;
  }
  throw new HttpError(`more than ${REDIRECTS} redirects`);
}

/** Who sits between could else see and change what is sent; on this machine nobody does. */
function checkScheme(address: URL, localAllowed: boolean): void {
  if (address.protocol === "https:" || (localAllowed && isLocal(address))) return;
  throw new HttpError(`an address without https, ${address.protocol}//${address.host}`);
}

function isLocal({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(hostname);
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

/**
 * Writes the body from byte `start` on; whatever was written stays when the connection breaks. A
 * symbolic link in the part's place is not followed: the cache may be writable by others.
 */
async function save(
  response: IncomingMessage,
  part: string,
  start: number,
  onBytes: (received: number, total: number | undefined) => void,
): Promise<void> {
  const length = response.headers["content-length"];
  const total = length === undefined ? undefined : start + Number(length);
  const { O_WRONLY, O_CREAT, O_NOFOLLOW, O_APPEND, O_TRUNC } = constants;
  const mode = O_WRONLY | O_CREAT | (O_NOFOLLOW ?? 0) | (start > 0 ? O_APPEND : O_TRUNC);
  const handle = openSync(part, mode, 0o644);
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
