/**
 * Other order parameters than accuracy: each is 1 for the dense network and 0 where the network
 * knows nothing, so that they are read like m.
 *
 *     prediction_entropy    (ln C - H) / (ln C - dense H)          H: mean entropy of the softmax
 *     outcome_entropy       H_out / dense H_out                     0 where one class is answered
 *     mutual_information    I / dense I
 *     loss                  (ln C - loss) / (ln C - dense loss)     below 0 where worse than chance
 *     accuracy              (accuracy - 1/C) / (dense accuracy - 1/C)
 *
 * C is the number of classes. NaN where the dense network itself is at chance.
 */
import { log } from "../math.js";
import type { Quantities, Quantity } from "./observation.js";
import { orderParameter } from "./order-parameter.js";

type Measures = Readonly<Record<Quantity, number>>;

export function levelQuantities(level: Measures, dense: Measures, classes: number): Quantities {
  const chance = log(classes);
  const share = (value: number, whole: number) => (whole > 0 ? value / whole : Number.NaN);
  const below = (quantity: "prediction_entropy" | "loss") =>
    share(chance - level[quantity], chance - dense[quantity]);
  return {
    accuracy: orderParameter(level.accuracy, dense.accuracy, classes),
    prediction_entropy: below("prediction_entropy"),
    outcome_entropy: share(level.outcome_entropy, dense.outcome_entropy),
    mutual_information: share(level.mutual_information, dense.mutual_information),
    loss: below("loss"),
    entropy_margin: level.outcome_entropy - level.prediction_entropy,
  };
}
