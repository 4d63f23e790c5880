/** Examples as a file has them, before it is known what their labels and their numbers stand for. */
import type { IdxValues } from "../formats/idx.js";
import type { NpyNumbers } from "../formats/npy.js";

export interface Part {
  /** For messages. */
  readonly file: string;
  readonly labelsFile: string;
  /** How many examples, then the sizes of one. */
  readonly shape: readonly number[];
  /** product(shape) values, the last size fastest. */
  readonly values: NpyNumbers | IdxValues;
  /** One an example; what is missing is undefined, null, NaN or an empty text. */
  readonly labels: ArrayLike<unknown>;
}

export interface Parts {
  /** All examples, where the file does not part them. */
  readonly train: Part;
  readonly test?: Part;
  /** Names of the classes 0, 1, …, where the files have them. */
  readonly classNames?: readonly string[];
  /** Rows of a table, each column a quantity of its own; else images. */
  readonly table: boolean;
  /** What was guessed. */
  readonly notes: readonly string[];
}

/** What the user says of a file, where it does not say it. */
export interface Reading {
  /** The column of the labels; of CIFAR-100, fine or coarse. */
  readonly label?: string | undefined;
  /** The columns of numbers, where not all others are. */
  readonly columns?: readonly string[] | undefined;
  /** Names of arrays: examples and labels; then, if there are, those of the test part. */
  readonly arrays?: readonly string[] | undefined;
  /** Where the channels of four-dimensional arrays stand. */
  readonly layout?: "channels-first" | "channels-last" | undefined;
  /** Channels, rows and columns of an image that comes as one list of numbers. */
  readonly image?: readonly number[] | undefined;
}
