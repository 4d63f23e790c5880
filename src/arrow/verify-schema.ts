/** The fields of an Arrow schema, checked: what their columns take in bytes follows from it. */

import { type FlatTable, Malformed } from "./flatbuffer.js";
import { flechette } from "./flechette.js";

const { Type } = flechette;

export interface Field {
  /** flechette's number of the type; Dictionary where values are given by their place in a list. */
  readonly type: number;
  /** Bits of a value where all take as many. */
  readonly bits: number;
  /** Lists of one length: how many elements. */
  readonly elements: number;
  /** Unions: each value says where in its child it stands. */
  readonly dense: boolean;
  readonly children: readonly Field[];
  /** The list of values that this field's places refer to. */
  readonly dictionary?: { readonly id: number; readonly values: Field };
}

/** Arrow has no deeper ones in use; each level is a call of a function. */
const deepest = 32;

/** @throws Malformed where a type is none, and for numbers in the order of other machines. */
export function fieldsOf(schema: FlatTable): Field[] {
  if (schema.int16(4) !== 0) throw new Malformed("its numbers are big-endian; write little-endian");
  return schema.tables(6).map((field) => fieldOf(field, 0));
}

function fieldOf(field: FlatTable, depth: number): Field {
  if (depth > deepest) throw new Malformed(`its types are nested deeper than ${deepest}`);
  checkWords(field, 16);
  field.vector(4, 1); // its name
  const children = field.tables(14).map((child) => fieldOf(child, depth + 1));
  const type = field.int8(8);
  const settings = field.table(10);
  if (!settings) throw new Malformed("a field has no type");
  const own = { type, children, elements: 0, dense: false, ...sizes(type, settings) };
  if (childless(own)) throw new Malformed("a nested type has too few fields");
  const dictionary = field.table(12);
  if (!dictionary) return own;
  const indices = dictionary.table(6);
  const bits = indices ? integerBits(indices) : 32;
  const plain = { type: Type.Dictionary, bits, elements: 0, dense: false, children: [] };
  return { ...plain, dictionary: { id: dictionary.int64(4), values: own } };
}

/** Metadata: pairs of words. */
export function checkWords(table: FlatTable, slot: number): void {
  for (const pair of table.tables(slot)) {
    pair.vector(4, 1);
    pair.vector(6, 1);
  }
}

function childless({ type, children }: Pick<Field, "type" | "children">): boolean {
  const least: Record<number, number> = {
    [Type.List]: 1,
    [Type.LargeList]: 1,
    [Type.ListView]: 1,
    [Type.LargeListView]: 1,
    [Type.FixedSizeList]: 1,
    [Type.Map]: 1,
    [Type.RunEndEncoded]: 2,
  };
  return children.length < (least[type] ?? 0);
}

function sizes(type: number, settings: FlatTable): Pick<Field, "bits"> & Partial<Field> {
  const unit = settings.int16(4, type === Type.Date || type === Type.Time ? 1 : 0);
  switch (type) {
    case Type.Int:
      return { bits: integerBits(settings) };
    case Type.Float:
      return { bits: oneOf([16, 32, 64], unit) };
    case Type.Decimal:
      return { bits: decimalBits(settings) };
    case Type.Date:
      return { bits: oneOf([32, 64], unit) };
    case Type.Time:
      return { bits: oneOf([32, 32, 64, 64], unit) };
    case Type.Timestamp:
    case Type.Duration:
      return { bits: oneOf([64, 64, 64, 64], unit) };
    case Type.Interval:
      return { bits: oneOf([32, 64, 128], unit) };
    case Type.Bool:
      return { bits: 1 };
    case Type.FixedSizeBinary:
      return { bits: 8 * count(settings) };
    case Type.FixedSizeList:
      return { bits: 0, elements: count(settings) };
    case Type.Union:
      settings.vector(6, 4);
      return { bits: 0, dense: oneOf([0, 1], unit) === 1 };
    default:
      return { bits: 0 };
  }
}

function integerBits(settings: FlatTable): number {
  const bits = settings.int32(4);
  if (![8, 16, 32, 64].includes(bits)) throw new Malformed(`an integer has ${bits} bits`);
  return bits;
}

/** A scale stands in an exponent, where a large one would take any time. */
function decimalBits(settings: FlatTable): number {
  const [scale, bits] = [settings.int32(6), settings.int32(8, 128)];
  if (![32, 64, 128, 256].includes(bits) || Math.abs(scale) > 76)
    throw new Malformed(`a decimal number has ${bits} bits and ${scale} places`);
  return bits;
}

function count(settings: FlatTable): number {
  const size = settings.int32(4);
  if (size < 0) throw new Malformed(`a width of ${size}`);
  return size;
}

function oneOf(values: readonly number[], unit: number): number {
  const value = values[unit];
  if (value === undefined) throw new Malformed(`a type has the unit ${unit}`);
  return value;
}
