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
