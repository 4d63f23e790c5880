/** src/arrow/flechette.ts in a browser: what writing takes, without all that reading does. */
import {
  batchType,
  Column,
  columnFromArray,
  fixedSizeBinary,
  fixedSizeList,
  float32,
  float64,
  int32,
  tableFromColumns,
  tableToIPC,
  uint8,
  uint16,
  uint32,
  utf8,
} from "@uwdata/flechette";

export const flechette = {
  batchType,
  Column,
  columnFromArray,
  fixedSizeBinary,
  fixedSizeList,
  float32,
  float64,
  int32,
  tableFromColumns,
  tableToIPC,
  uint8,
  uint16,
  uint32,
  utf8,
};
