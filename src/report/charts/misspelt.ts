/**
 * Words of encodings that Vega-Lite 6 does not know. It drops most of them without a word, and a chart
 * lacks what was meant. (Its whole schema would take seconds to read each time a page is made.)
 */
import { isObject, type Json, type JsonObject, walk } from "./charts.js";

const channels = new Set(
  `angle color column description detail facet fill fillOpacity href key latitude latitude2 longitude
  longitude2 opacity order radius radius2 row shape size stroke strokeDash strokeOpacity strokeWidth
  text theta theta2 time tooltip url x x2 xError xError2 xOffset y y2 yError yError2 yOffset`.split(
    /\s+/,
  ),
);

const definitions = new Set(
  `aggregate align axis bandPosition bin bounds center columns condition datum field format formatType
  header impute legend rescale scale sort spacing stack timeUnit title type value`.split(/\s+/),
);

/** "encoding.colour", "encoding.x.feild": every one, in the order of the specification. */
export function misspelt(spec: JsonObject): string[] {
  const found = [...walk(spec)].flatMap(({ encoding }) =>
    encoding !== undefined && isObject(encoding) ? Object.entries(encoding).flatMap(wordsOf) : [],
  );
  return [...new Set(found)];
}

function wordsOf([channel, definition]: [string, Json]): string[] {
  if (!channels.has(channel)) return [`encoding.${channel}`];
  const all: readonly Json[] = Array.isArray(definition) ? definition : [definition];
  return all
    .filter(isObject)
    .flatMap((one) => Object.keys(one))
    .filter((key) => !definitions.has(key))
    .map((key) => `encoding.${channel}.${key}`);
}
