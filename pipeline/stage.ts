/**
 * What a stage is: a name, its files, its options and a function. The command line
 * (pipeline/pcrit.ts) parses, checks and explains; a stage reads Arrow, calls src/, writes Arrow.
 */

/** A value of an option; undefined where it was not given and has no default. */
export type OptionValue = string | number | boolean | readonly number[] | undefined;

export interface Option {
  readonly type: "text" | "number" | "integer" | "numbers" | "integers" | "flag";
  /** One line of help. */
  readonly meaning: string;
  readonly default?: Exclude<OptionValue, undefined>;
  readonly required?: boolean;
  /** Says where things lie, not what comes out: kept out of the recorded settings. */
  readonly incidental?: boolean;
  /** Numbers: the least value, and whether it is itself allowed. */
  readonly minimum?: number;
  readonly above?: number;
  readonly maximum?: number;
  readonly below?: number;
  /** Text: the words allowed. */
  readonly values?: readonly string[];
}

/** Files named on the command line, in order. */
export interface Input {
  readonly name: string;
  readonly meaning: string;
  /** Zero or more, one or more, or exactly one (left out). */
  readonly many?: "any" | "some";
  readonly optional?: boolean;
}

/** A file that the stage writes, named by an option. */
export interface Output {
  readonly option: string;
  readonly meaning: string;
  readonly required?: boolean;
}

export interface Stage {
  readonly name: string;
  /** One line for `pcrit --help`. */
  readonly summary: string;
  /** More for `pcrit STAGE --help`; lists the statistics that the stage writes, with their formulas. */
  readonly details?: string;
  readonly inputs: readonly Input[];
  readonly outputs: readonly Output[];
  /** Options that change the result: they are the stage's settings, recorded in its artefacts. */
  readonly options: Readonly<Record<string, Option>>;
  /** It answers the calls of one command line, which --and separates, together; else one by one. */
  readonly together?: true;
  run(call: StageCall, ...others: StageCall[]): void | Promise<void>;
}

/** What the command line hands to a stage. */
export interface StageCall {
  readonly stage: string;
  /** Positional files, in order. */
  readonly inputs: readonly string[];
  /** Path of an output, or undefined where an optional one was not asked for. */
  output(option: string): string | undefined;
  /** Path of an output that is required. */
  out(option: string): string;
  text(option: string): string;
  number(option: string): number;
  numbers(option: string): readonly number[];
  flag(option: string): boolean;
  /** The option as it is, undefined where not given. */
  value(option: string): OptionValue;
  /** The resolved settings as canonical JSON, for the artefact's metadata. */
  readonly settings: string;
  /** Tells how far the work is: shown on a terminal, one line a stage elsewhere. */
  progress(done: number, total: number, what?: string): void;
}
