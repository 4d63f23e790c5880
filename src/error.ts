/**
 * A mistake in the input, not in pcrit: the command line prints the message as one line and exits
 * with code 2. The message names the file, what was expected, what was found and what to do.
 * Everything else that is thrown is a defect of ours and crashes with its stack.
 */
export class UserError extends Error {
  override readonly name = "UserError";
}

/**
 * By name, not by class: the bundled command line and each of its stages carry a class of their own.
 */
export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === "UserError";
}

/** `error` is a system error with one of these codes, such as ENOENT or ENOSPC. */
export function hasCode(error: unknown, ...codes: string[]): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

/** Messages quote what files and command lines hold, which may be of any length and drive a terminal. */
const longest = 600;

/**
 * A message as one line that can be shown: control characters and those that turn the direction of
 * reading as escapes, the middle of a long one left out.
 */
export function oneLine(message: string): string {
  const cut =
    message.length <= longest
      ? message
      : `${message.slice(0, longest - 200)} … ${message.slice(-190)}`;
  const escaped = (character: string) =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return cut
    .replaceAll("\n", "\\n")
    .replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/gu, escaped);
}
