/**
 * .npy, NumPy's file format, versions 1 to 3 (numpy.lib.format): a magic, the length of a header, the
 * header as a Python dictionary of type, order and shape, then the values. Read are numbers of any
 * width and byte order, booleans and texts; objects, which are Python programs, are refused.
 */
import { UserError } from "../error.js";
import { mostUnpacked } from "../limits.js";

export type NpyNumbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

export interface Npy {
  /** As NumPy writes it, such as "<f4". */
  readonly dtype: string;
  readonly shape: readonly number[];
  /**
   * product(shape) values, the last dimension fastest, whatever the order in the file. Half floats come
   * as float32, integers of 64 bits as float64 (beyond 2^53 they are refused), booleans as bytes.
   */
  readonly data: NpyNumbers | readonly string[];
}

interface Header {
  readonly dtype: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Where the values begin. */
  readonly begin: number;
}

const magic = "\x93NUMPY";
/** No header of a plain array is longer, and what reads it looks at every character. */
const longestHeader = 65536;
const mostDimensions = 32;

export function isNpy(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, magic.length)).toString("latin1") === magic;
}

/**
 * @param file its name, for messages.
 * @throws UserError for what is no .npy file, cut or too long, and for objects.
 */
export function readNpy(file: string, bytes: Uint8Array): Npy {
  const { dtype, fortran, shape, begin } = readHeader(file, bytes);
  const type = typeOf(file, dtype);
  const count = shape.reduce((product, size) => product * size, 1);
  const length = count * type.width;
  if (length > mostUnpacked || count > mostUnpacked)
    throw new UserError(
      `${file}: expected at most ${mostUnpacked} bytes, found ${shape.join(" x ")} values; give a smaller file`,
    );
  const found = bytes.length - begin;
  if (found !== length)
    throw new UserError(
      `${file}: expected ${length} bytes for ${shape.join(" x ") || "one"} values of ${dtype}, found ${found}; make or fetch the file again`,
    );
  const values = type.read(file, bytes.subarray(begin), count);
  const data = fortran && shape.length > 1 ? lastFastest(values, shape) : values;
  return { dtype, shape, data };
}

/** The array, where it must be of numbers. @throws UserError for one of texts. */
export function numbersOf(file: string, { data, dtype }: Npy): NpyNumbers {
  if (ArrayBuffer.isView(data)) return data;
  throw new UserError(
    `${file}: expected numbers, found texts (${dtype}); give an array of numbers`,
  );
}

function readHeader(file: string, bytes: Uint8Array): Header {
  if (!isNpy(bytes))
    throw new UserError(
      `${file}: expected a .npy file, which begins \\x93NUMPY, found something else; write it with numpy.save`,
    );
  const version = bytes[6] ?? 0;
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) throw cut(file, start, bytes.length);
  if (version < 1 || version > 3)
    throw new UserError(`${file}: expected version 1, 2 or 3 of .npy, found ${version}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const begin = start + length;
  if (length > longestHeader)
    throw new UserError(
      `${file}: expected a header of at most ${longestHeader} bytes, found ${length}; give an array of plain numbers`,
    );
  if (bytes.length < begin) throw cut(file, begin, bytes.length);
  const text = Buffer.from(bytes.subarray(start, begin)).toString(
    version === 3 ? "utf8" : "latin1",
  );
  return { ...parseHeader(file, text), begin };
}

function cut(file: string, expected: number, found: number): UserError {
  return new UserError(
    `${file}: expected at least ${expected} bytes for its header, found ${found}; make or fetch the file again`,
  );
}

/** The three entries in any order, as NumPy's own header reader takes them. */
function parseHeader(file: string, text: string): Omit<Header, "begin"> {
  const wrong = (what: string) =>
    new UserError(`${file}: expected a header with descr, fortran_order and shape, found ${what}`);
  if (!/^\s*\{.*\}\s*$/s.test(text)) throw wrong("none");
  const structured = /['"]descr['"]\s*:\s*\[/.test(text);
  if (structured)
    throw new UserError(
      `${file}: expected an array of one type, found a structured one; give its fields as arrays of their own`,
    );
  const dtype = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(text)?.[1];
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const sizes = /['"]shape['"]\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (dtype === undefined || order === undefined || sizes === undefined) throw wrong("others");
  const shape = sizes.split(",").map((size) => size.trim().replace(/L$/, ""));
  if (shape.at(-1) === "") shape.pop();
  if (shape.length > mostDimensions || !shape.every((size) => /^\d{1,15}$/.test(size)))
    throw wrong(`the shape (${sizes})`);
  return { dtype, fortran: order === "True", shape: shape.map(Number) };
}

interface ValueType {
  /** Bytes of a value. */
  readonly width: number;
  read(file: string, bytes: Uint8Array, count: number): NpyNumbers | string[];
}

function typeOf(file: string, dtype: string): ValueType {
  const [, order, kind, digits] = /^([<>|=]?)([a-zA-Z])(\d*)$/.exec(dtype) ?? [];
  if (kind === "O")
    throw new UserError(
      `${file}: expected numbers, found an array of Python objects (pickled), which pcrit does not read; convert it with .astype to a type of numbers and save it again`,
    );
  const width = Number(digits);
  const big = order === ">";
  if ((kind === "S" || kind === "a" || kind === "U") && width > 0)
    return kind === "U" ? wideTexts(width, big) : byteTexts(width);
  const number = numberTypes[`${kind}${width}`];
  if (number) return { width, read: (_file, bytes, count) => number(_file, bytes, count, big) };
  throw new UserError(
    `${file}: expected numbers (u1 to u8, i1 to i8, f2, f4, f8, b1), found the type "${dtype}"; convert it with .astype and save it again`,
  );
}

type ReadNumbers = (file: string, bytes: Uint8Array, count: number, big: boolean) => NpyNumbers;

/** A copy: places of values need not be those where a view may begin. */
function plain<T extends NpyNumbers>(make: new (buffer: ArrayBuffer) => T): ReadNumbers {
  return (_file, bytes, _count, big) => {
    const copy = new Uint8Array(bytes);
    const values = new make(copy.buffer);
    if (big) turnRound(copy, values.BYTES_PER_ELEMENT);
    return values;
  };
}

function turnRound(bytes: Uint8Array, width: number): void {
  if (width > 1)
    for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
}

/** 64 bits as float64, which counts to 2^53. */
function wide(get: (view: DataView, at: number, little: boolean) => bigint): ReadNumbers {
  return (file, bytes, count, big) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Float64Array.from({ length: count }, (_, i) => {
      const value = Number(get(view, 8 * i, !big));
      if (Number.isSafeInteger(value)) return value;
      throw new UserError(
        `${file}: expected integers within 2^53, found ${get(view, 8 * i, !big)} as value ${i}`,
      );
    });
  };
}

const halves: ReadNumbers = (_file, bytes, count, big) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: count }, (_, i) => half(view.getUint16(2 * i, !big)));
};

/** 2^-24, 2^-24, 2^-23, …: what a fraction counts by at each exponent of a half. */
const halfSteps = [1 / 16777216];
for (let exponent = 1; exponent < 31; exponent++)
  halfSteps.push(exponent === 1 ? halfSteps[0]! : 2 * halfSteps[exponent - 1]!);

/** The number that 16 bits of IEEE 754's binary16 mean. */
export function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction : 1024 + fraction) * halfSteps[exponent]!;
}

const numberTypes: Readonly<Record<string, ReadNumbers>> = {
  b1: plain(Uint8Array),
  u1: plain(Uint8Array),
  i1: plain(Int8Array),
  u2: plain(Uint16Array),
  i2: plain(Int16Array),
  u4: plain(Uint32Array),
  i4: plain(Int32Array),
  u8: wide((view, at, little) => view.getBigUint64(at, little)),
  i8: wide((view, at, little) => view.getBigInt64(at, little)),
  f2: halves,
  f4: plain(Float32Array),
  f8: plain(Float64Array),
};

/** Texts of one length, filled up with zeros. */
function byteTexts(width: number): ValueType {
  return {
    width,
    read: (_file, bytes, count) =>
      Array.from({ length: count }, (_, i) =>
        Buffer.from(bytes.subarray(i * width, (i + 1) * width))
          .toString("latin1")
          .replace(/\0+$/, ""),
      ),
  };
}

/** The same in 32 bits a character. */
function wideTexts(length: number, big: boolean): ValueType {
  const width = 4 * length;
  return {
    width,
    read(file, bytes, count) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return Array.from({ length: count }, (_, i) => {
        let text = "";
        for (let k = 0; k < length; k++) {
          const code = view.getUint32(i * width + 4 * k, !big);
          if (code > 0x10ffff)
            throw new UserError(`${file}: expected texts, found no character in value ${i}`);
          text += String.fromCodePoint(code);
        }
        return text.replace(/\0+$/, "");
      });
    },
  };
}

/** From Fortran's order, the first dimension fastest, to C's. */
function lastFastest<T extends NpyNumbers | string[]>(values: T, shape: readonly number[]): T {
  const result = values.slice() as T;
  // Place in the file of the element with these indices: each has the product of the sizes before it.
  const strides = shape.map((_, d) => shape.slice(0, d).reduce((a, b) => a * b, 1));
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < values.length; to++) {
    result[to] = values[from]!;
    for (let d = shape.length - 1; d >= 0; d--) {
      from += strides[d]!;
      if (++index[d]! < shape[d]!) break;
      from -= strides[d]! * shape[d]!;
      index[d] = 0;
    }
  }
  return result;
}
