/**
 * Names at the ends of lines instead of a legend: what a chart with `usermeta.ends` gets. They are text marks of
 * Vega-Lite like any other, placed by transforms of the data, so that they follow what is chosen and stand in every
 * export.
 */
import { withChannels } from "./bind.js";
import { isObject, type Json, type JsonObject, walk } from "./charts.js";

/** Which ends have the names: over the ends, or "beyond" them, where the axis goes on to the right. */
const sides = ["left", "right", "beyond"] as const;
type Side = (typeof sides)[number];

interface Around {
  /** Channels of the views around. */
  readonly encoding: JsonObject;
  /** Scales that layers beside a line say something of. */
  readonly scales: Readonly<Record<string, JsonObject>>;
  /** Columns that layers beside a line reach to vertically, such as the ends of its band. */
  readonly beside: readonly string[];
  /** Columns whose values have a panel each. */
  readonly facets: readonly string[];
  readonly height: number;
  /** Whether every panel has a vertical scale of its own. */
  readonly ownScales: boolean;
}

/** The specification with a name at the end of every line that has a colour of its own, and no legend of these. */
export function withLineEnds(spec: JsonObject): JsonObject {
  const wanted = objectAt(spec, "usermeta")["ends"];
  const side = sides.find((one) => one === wanted);
  if (!side) return spec;
  const ownScales = objectAt(objectAt(spec, "resolve"), "scale")["y"] === "independent";
  const titles = new Map<string, string>();
  for (const one of walk(spec)) {
    const { field, legend } = objectAt(objectAt(one, "encoding"), "color");
    const { title } = isObject(legend ?? null) ? (legend as JsonObject) : {};
    if (typeof field !== "string") continue;
    if (typeof title === "string") titles.set(field, title.replace(/ \(.*/, "").toLowerCase());
    else if (!titles.has(field)) titles.set(field, field);
  }
  const bare = withChannels(spec, "", (_, channel) =>
    titles.has(String(channel["field"])) ? { ...channel, legend: null } : channel,
  );
  const start: Around = {
    encoding: {},
    scales: {},
    beside: [],
    facets: [],
    height: 200,
    ownScales,
  };
  const named = ended(bare, { side, titles }, start);
  const params = (named["params"] ?? []) as readonly Json[];
  const width = { name: plotWidth, value: "facet" in spec ? usualWidth.panel : usualWidth.single };
  return { ...named, params: [...params, width] };
}

interface Style {
  readonly side: Side;
  /** What the values of a column are called: by its legend, else by its name. */
  readonly titles: ReadonlyMap<string, string>;
}

function ended(part: JsonObject, style: Style, around: Around): JsonObject {
  const { height, spec, layer, mark, encoding, ...view } = part;
  const facet = objectAt(part, "facet")["field"];
  const inner: Around = {
    ...around,
    encoding: { ...around.encoding, ...objectAt(part, "encoding") },
    scales: { ...around.scales, ...scalesIn(part) },
    beside: Array.isArray(layer) ? layer.flatMap(reachesOf) : [],
    facets: [...around.facets, ...(typeof facet === "string" ? [facet] : [])],
    height: typeof height === "number" ? height : around.height,
  };
  const within = (value: Json) => (isObject(value) ? ended(value, style, inner) : value);
  if (spec !== undefined) return { ...part, spec: within(spec) };
  for (const key of ["vconcat", "hconcat", "concat"])
    if (Array.isArray(part[key])) return { ...part, [key]: part[key].map(within) };
  if (Array.isArray(layer)) {
    const names = layer.flatMap((child: Json) => namesOf(child, style, inner) ?? []);
    const inside = layer.map((child: Json) =>
      isObject(child) && "layer" in child ? within(child) : child,
    );
    return { ...part, layer: [...inside, ...names] };
  }
  // A line by itself becomes a layer of its view: around it stay data, size and transforms.
  const line = { mark: mark ?? null, encoding: encoding ?? {} };
  const names = namesOf(line, style, { ...inner, encoding: around.encoding });
  if (!names) return part;
  return { ...view, ...(height === undefined ? {} : { height }), layer: [line, names] };
}

/** Of the layers in a view, or of its own channels. */
function scalesIn(part: JsonObject): Record<string, JsonObject> {
  return Object.fromEntries(
    [...walk({ encoding: part["encoding"] ?? null, layer: part["layer"] ?? null })].flatMap((one) =>
      ["x", "y"].flatMap((key) => {
        const scale = objectAt(objectAt(objectAt(one, "encoding"), key), "scale");
        return Object.keys(scale).length > 0 ? [[key, scale] as const] : [];
      }),
    ),
  );
}

/** Vertical columns of a layer, but those that it works out for itself or has from elsewhere. */
function reachesOf(layer: Json): string[] {
  if (!isObject(layer) || "data" in layer) return [];
  const { transform } = layer;
  const own = Array.isArray(transform) ? [...walk(transform)].map(({ as }) => as) : [];
  return ["y", "y2"].flatMap((key) => {
    const { field } = objectAt(objectAt(layer, "encoding"), key);
    return typeof field === "string" && !own.includes(field) ? [field] : [];
  });
}

/** The layer of names of a line; undefined for other marks, and for lines that are told apart otherwise. */
function namesOf(part: Json, { side, titles }: Style, around: Around): JsonObject | undefined {
  if (!isObject(part)) return undefined;
  const { type, aria } =
    typeof part["mark"] === "string" ? { type: part["mark"] } : objectAt(part, "mark");
  const channels = { ...around.encoding, ...objectAt(part, "encoding") };
  const [x, y, color] = ["x", "y", "color"].map((key) => objectAt(channels, key)) as [
    JsonObject,
    JsonObject,
    JsonObject,
  ];
  const fields = [x, y, color].map(({ field }) => field);
  if (type !== "line" || aria === false) return undefined;
  if (!fields.every((field) => typeof field === "string")) return undefined;
  const [along, up, of] = fields as [string, string, string];
  const { transform, data } = part;
  const columns = { along, up, of, word: titles.get(of)! };
  const text = {
    type: "text",
    align: side === "right" ? "right" : "left",
    baseline: "middle",
    dx: { left: -2, right: 2, beyond: 10 }[side],
    dy: side === "beyond" ? 0 : { expr: "-10 * datum.endWay" },
    fontSize: around.facets.length > 0 ? 11 : 12,
    fontWeight: 600,
    aria: false,
  };
  return {
    ...(data === undefined ? {} : { data }),
    transform: [...(Array.isArray(transform) ? transform : []), ...placing(columns, side, around)],
    encoding: {
      x: alike(x),
      y: { ...alike(y), field: "endAt" },
      color: { ...color, legend: null },
      text: { field: "endName" },
    },
    layer: [{ mark: { ...text, style: "halo" } }, { mark: text }],
  };
}

/** The channel of a mark beside another: scale and axis are the other's. */
function alike(channel: JsonObject): JsonObject {
  const { field, type, title } = channel;
  const named = title ?? objectAt(channel, "axis")["title"];
  const isNamed = "title" in channel || "title" in objectAt(channel, "axis");
  return { field: field!, type: type!, ...(isNamed ? { title: named ?? null } : {}) };
}

/** Pixels: of a line of names, and of a letter. */
const lineHeight = 14;
const letterWidth = 7;

/**
 * The parameter that says what the lines take of a plot, in pixels: those of a panel may take half of an axis that all
 * panels share. The page, which knows how wide it draws, puts its own there (reports/page.js).
 */
const plotWidth = "plot_width";
const usualWidth = { single: 600, panel: 150 };

interface Columns {
  readonly along: string;
  readonly up: string;
  readonly of: string;
  /** Before the largest of several numbers, "width 2". */
  readonly word: string;
}

/**
 * One row for each line: its last one, with its name and place. Names that would cover each other, since the ends are
 * near, are moved apart, upwards or, in the upper part, downwards: the n-th of a group, counted from the side of
 * the ends, lies n steps above the highest place that one before it asked for.
 */
function placing({ along, up, of, word }: Columns, side: Side, around: Around): JsonObject[] {
  const { facets, height, ownScales, scales } = around;
  const isLog = (key: string) => scales[key]?.["type"] === "log";
  const inX = (text: string) => (isLog("x") ? `log(${text})` : text);
  const inY = (text: string) => (isLog("y") ? `log(${text})` : text);
  const domain = scales["y"]?.["domain"];
  // Ends of an interval may be missing, which a logarithm does not forgive.
  const reach = isLog("y") ? [up] : [...new Set([up, ...around.beside])];
  const [lows, highs] = ["endLow", "endHigh"].map((name) =>
    reach.map((_, i) => `datum.${name}${i}`).join(", "),
  );
  const measured = isLog("y")
    ? [`min(${lows})`, `max(${highs})`]
    : [`min(0, ${lows})`, `max(0, ${highs})`];
  const [low, high] = (Array.isArray(domain) ? domain.map(String) : measured).map(inY);
  const step = ((1.2 * lineHeight) / height).toFixed(4);
  const group = [...facets, "endGroup"];
  const window = (
    op: string,
    field: string | undefined,
    as: string,
    by: string,
    groupby: readonly string[],
  ): JsonObject => ({
    window: [{ op, ...(field === undefined ? {} : { field }), as }],
    sort: [{ field: by }, { field: of }],
    groupby,
  });
  const whole = (op: string, field: string, as: string) => ({ op, field, as });
  const last = side === "left" ? "min" : "max";
  return [
    { filter: `isValid(datum['${along}']) && isValid(datum['${up}'])` },
    { joinaggregate: [whole(last, along, "endX")], groupby: [...facets, of] },
    {
      joinaggregate: [
        ...reach.flatMap((column, i) => [
          whole("min", column, `endLow${i}`),
          whole("max", column, `endHigh${i}`),
        ]),
        whole("min", along, "endFrom"),
        whole("max", along, "endTo"),
        whole("max", of, "endMost"),
        whole("distinct", of, "endCount"),
      ],
      groupby: ownScales ? facets : [],
    },
    { filter: `datum['${along}'] === datum.endX && datum.endCount > 1` },
    {
      calculate: `(${inX(`datum['${along}']`)} - ${inX("datum.endFrom")}) / (${inX("datum.endTo")} - ${inX("datum.endFrom")})`,
      as: "endAlong",
    },
    {
      calculate: `isNumber(datum['${of}']) && datum['${of}'] === datum.endMost ? '${word} ' + datum['${of}'] : '' + datum['${of}']`,
      as: "endName",
    },
    window("lag", "endAlong", "endBefore", "endAlong", facets),
    window("lag", "endName", "endNameBefore", "endAlong", facets),
    {
      // A name at a left end lies to the right of it, over the next end; at a right end it is the other way round.
      calculate: `isValid(datum.endBefore) && datum.endAlong - datum.endBefore < ${letterWidth} / ${plotWidth} * (2 + length(${side === "right" ? "datum.endName" : "datum.endNameBefore"})) ? 0 : 1`,
      as: "endBegins",
    },
    window("sum", "endBegins", "endGroup", "endAlong", facets),
    { calculate: `(${inY(`datum['${up}']`)} - ${low}) / (${high} - ${low})`, as: "endUp" },
    { joinaggregate: [whole("mean", "endUp", "endMean")], groupby: group },
    { calculate: "datum.endMean > 0.6 ? -1 : 1", as: "endWay" },
    { calculate: "datum.endWay * datum.endUp", as: "endHeight" },
    window("row_number", undefined, "endNumber", "endHeight", group),
    { calculate: `datum.endHeight - ${step} * datum.endNumber`, as: "endFree" },
    window("max", "endFree", "endPushed", "endHeight", group),
    {
      calculate: `${low} + datum.endWay * (datum.endPushed + ${step} * datum.endNumber) * (${high} - ${low})`,
      as: "endPlace",
    },
    { calculate: isLog("y") ? "exp(datum.endPlace)" : "datum.endPlace", as: "endAt" },
  ];
}

function objectAt(part: JsonObject, key: string): JsonObject {
  const value = part[key] ?? null;
  return isObject(value) ? value : {};
}
