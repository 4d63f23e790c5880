import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

export interface Served {
  readonly base: string;
  /** What was asked for: the path, with the range if there was one. */
  readonly log: string[];
}

export type Answer = (bytes: Buffer, request: IncomingMessage, response: ServerResponse) => void;

/** Serves files on a free local port until the test ends; `answer` says how. */
export async function serve(
  t: TestContext,
  files: Record<string, Buffer>,
  answer: Answer,
): Promise<Served> {
  const log: string[] = [];
  const server = createServer((request, response) => {
    const name = request.url!.slice(1);
    log.push([name, request.headers.range].filter(Boolean).join(" "));
    const bytes = files[name];
    if (bytes === undefined) response.writeHead(404).end("not here");
    else answer(bytes, request, response);
  });
  const base = await listen(server);
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { base, log };
}

/** A local address at which nobody listens: a port that was free a moment ago. */
export async function closedAddress(): Promise<string> {
  const server = createServer();
  const base = await listen(server);
  server.close();
  await once(server, "close");
  return base;
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function rangeStart(request: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
}

/** A server that knows ranges. */
export const ranged: Answer = (bytes, request, response) => {
  const rest = startOfAnswer(bytes, request, response);
  response.end(rest);
};

/** As `ranged`, but every connection is cut after `limit` bytes of the body. */
export function cutAfter(limit: number): Answer {
  return (bytes, request, response) => {
    const rest = startOfAnswer(bytes, request, response);
    if (rest.length <= limit) response.end(rest);
    else response.write(rest.subarray(0, limit), () => response.destroy());
  };
}

/** Sends the headers and returns the bytes that were asked for. */
function startOfAnswer(bytes: Buffer, request: IncomingMessage, response: ServerResponse): Buffer {
  const start = rangeStart(request);
  const rest = bytes.subarray(start);
  if (rest.length === 0) {
    response.writeHead(416);
    return rest;
  }
  const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
  if (start > 0) response.setHeader("content-range", range);
  response.writeHead(start > 0 ? 206 : 200, { "content-length": rest.length });
  return rest;
}

/** A server that always sends the whole file. */
export const whole: Answer = (bytes, _request, response) => {
  response.writeHead(200, { "content-length": bytes.length }).end(bytes);
};
