/**
 * Kernels that sessions of graphs of layers call over planes; meanings in assembly/, under their names.
 * What is a bool there is 0 or 1. What is to be fetched ahead, `sources`, and whether what is written goes past the caches,
 * `far`, only loops of native/ take notice of.
 */
export interface PlaneKernels {
  convolvePlanes(
    count: number,
    table: number,
    index: number,
    delta: number,
    add: number,
    matrix: number,
    inRow: number,
    inColumn: number,
    out: number,
    outRow: number,
    outColumn: number,
    height: number,
    width: number,
    used: number,
    sourceTable: number,
    sources: number,
    far: number,
  ): void;
  convolveBack(back: number, d: number, out: number, x: number): void;
  correlatePlanes(
    count: number,
    table: number,
    index: number,
    delta: number,
    matrix: number,
    inRow: number,
    inColumn: number,
    d: number,
    dRow: number,
    height: number,
    width: number,
    lanes: number,
    sourceTable: number,
    sources: number,
  ): void;
  tiledForward(own: number, x: number, y: number, floor: number): void;
  tiledGradient(own: number, x: number, d: number, lanes: number): void;
  tiledDistribute(own: number, weight: number): void;
  sumPlane(d: number, dRow: number, height: number, width: number, lanes: number): void;
  gather(count: number, order: number, values: number, out: number): void;
  multiply(
    rows: number,
    begin: number,
    end: number,
    index: number,
    value: number,
    matrix: number,
    out: number,
  ): void;
  multiplyAdd(
    rows: number,
    begin: number,
    end: number,
    index: number,
    value: number,
    matrix: number,
    out: number,
  ): void;
  multiplyBias(
    rows: number,
    begin: number,
    index: number,
    value: number,
    bias: number,
    matrix: number,
    out: number,
  ): void;
  accumulate(rows: number, begin: number, index: number, x: number, d: number, lanes: number): void;
  accumulateBias(units: number, d: number, lanes: number): void;
  sumLanes(count: number, lanes: number, gradient: number): void;
  crossEntropy(
    classes: number,
    z: number,
    d: number,
    images: number,
    labels: number,
    scale: number,
    scores: number,
    confusion: number,
  ): void;
  spreadBytes(
    images: number,
    order: number,
    bytes: number,
    size: number,
    none: number,
    channels: number,
    rows: number,
    width: number,
    x: number,
    xRow: number,
    xPlane: number,
  ): void;
  spreadValuesInPlanes(
    images: number,
    order: number,
    values: number,
    units: number,
    place: number,
    x: number,
  ): void;
  combine(
    count: number,
    channels: number,
    rows: number,
    length: number,
    a: number,
    aRow: number,
    aPlane: number,
    p: number,
    b: number,
    bRow: number,
    bPlane: number,
    q: number,
    c: number,
    floor: number,
    out: number,
    outRow: number,
    outPlane: number,
    bits: number,
  ): void;
  fillRows(rows: number, length: number, value: number, out: number, outRow: number): void;
  addMoments(
    count: number,
    channels: number,
    rows: number,
    length: number,
    x: number,
    xRow: number,
    xPlane: number,
    used: number,
    moments: number,
  ): void;
  gateAndSum(
    count: number,
    channels: number,
    rows: number,
    length: number,
    gate: number,
    p: number,
    c: number,
    bits: number,
    d: number,
    dRow: number,
    dPlane: number,
    x: number,
    xRow: number,
    xPlane: number,
    mean: number,
    sums: number,
  ): void;
  normaliseBack(
    count: number,
    channels: number,
    rows: number,
    length: number,
    gate: number,
    shift: number,
    d: number,
    dRow: number,
    dPlane: number,
    p: number,
    x: number,
    xRow: number,
    xPlane: number,
    q: number,
    c: number,
    out: number,
    outRow: number,
    outPlane: number,
    add: number,
    used: number,
  ): void;
  normaliseLayer(
    channels: number,
    rows: number,
    columns: number,
    epsilon: number,
    scale: number,
    shift: number,
    x: number,
    xRow: number,
    xPlane: number,
    y: number,
    yRow: number,
    yPlane: number,
    mean: number,
    inverse: number,
  ): void;
  normaliseLayerBack(
    channels: number,
    rows: number,
    columns: number,
    scale: number,
    x: number,
    xRow: number,
    xPlane: number,
    d: number,
    dRow: number,
    dPlane: number,
    mean: number,
    inverse: number,
    scaleLanes: number,
    shiftLanes: number,
    out: number,
    outRow: number,
    outPlane: number,
    add: number,
  ): void;
  activate(
    curve: number,
    setting: number,
    rows: number,
    length: number,
    x: number,
    xRow: number,
    out: number,
    outRow: number,
  ): void;
  activateBack(
    curve: number,
    setting: number,
    rows: number,
    length: number,
    x: number,
    xRow: number,
    d: number,
    dRow: number,
    out: number,
    outRow: number,
    add: number,
  ): void;
  multiplyRows(
    rows: number,
    length: number,
    a: number,
    aRow: number,
    b: number,
    bRow: number,
    whole: number,
    out: number,
    outRow: number,
    add: number,
  ): void;
  multiplyAndSum(
    rows: number,
    length: number,
    a: number,
    aRow: number,
    b: number,
    bRow: number,
    out: number,
    add: number,
  ): void;
  poolWindows(windows: number, x: number, xRow: number, z: number, zRow: number): void;
  poolWindowsBack(
    windows: number,
    x: number,
    xRow: number,
    z: number,
    zRow: number,
    g: number,
    gRow: number,
    d: number,
    dRow: number,
  ): void;
  keep(
    rows: number,
    length: number,
    bits: number,
    scale: number,
    x: number,
    xRow: number,
    out: number,
    outRow: number,
    add: number,
  ): void;
}
