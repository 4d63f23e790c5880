import type { Images } from "../../data/dataset.js";
import { inputReader, type Reader } from "../../data/normalise.js";
import type { Network } from "../../network.js";
import { classesOf } from "../checks.js";
import type { Backend } from "./backend.js";
import type { Tensor } from "./library.js";

export interface Batch {
  /** What the networks read, [R, images, values]. */
  readonly images: Tensor;
  /** 1 at the true class, [R, images, classes]. */
  readonly labels: Tensor;
}

/** Images as tensors, batch by batch. */
export interface Batches {
  /** Sets the order in which each of R networks visits the images. */
  setOrders(orders: readonly Uint32Array[]): void;
  /** The images at places first to first + count - 1 of each order; to be disposed of. */
  batch(first: number, count: number): Batch;
  dispose(): void;
}

/**
 * On the device where it gathers well and has room, otherwise on the host.
 * @param network one of those that read them, which all have its classes and normalisation.
 */
export function batches(backend: Backend, network: Network, images: Images): Batches {
  const bytes = 4 * images.count * images.width;
  const fits = bytes <= backend.tensorBytes && bytes <= backend.memory;
  const make = backend.gathers && fits ? onDevice : onHost;
  return make(backend, images, classesOf(network), inputReader(images, network.normalise));
}

function onHost({ tf }: Backend, images: Images, classes: number, read: Reader): Batches {
  const { width } = images;
  let orders: readonly Uint32Array[] = [];
  return {
    setOrders(given) {
      orders = given;
    },
    batch(first, count) {
      const rows = orders.length * count;
      const pixels = new Float32Array(rows * width);
      const labels = new Float32Array(rows * classes);
      let row = 0;
      for (const order of orders) {
        for (let i = first; i < first + count; i++, row++) {
          const image = order[i]!;
          read(image, 1, pixels.subarray(row * width, (row + 1) * width));
          labels[row * classes + images.labels[image]!] = 1;
        }
      }
      return {
        images: tf.tensor(pixels, [orders.length, count, width]),
        labels: tf.tensor(labels, [orders.length, count, classes]),
      };
    },
    dispose: () => undefined,
  };
}

function onDevice({ tf }: Backend, images: Images, classes: number, read: Reader): Batches {
  const { count: total, width } = images;
  const pixels = new Float32Array(total * width);
  read(0, total, pixels);
  const ones = new Float32Array(total * classes);
  for (let i = 0; i < total; i++) ones[i * classes + images.labels[i]!] = 1;
  const all = tf.tensor(pixels, [total, width]);
  const labels = tf.tensor(ones, [total, classes]);
  let order: Tensor | undefined;
  let replicas = 0;
  return {
    setOrders(orders) {
      order?.dispose();
      replicas = orders.length;
      const table = new Int32Array(replicas * total);
      orders.forEach((one, r) => {
        table.set(one, r * total);
      });
      order = tf.tensor(table, [replicas, total], "int32");
    },
    batch(first, count) {
      return tf.tidy(() => {
        const rows = tf.reshape(tf.slice(order!, [0, first], [replicas, count]), [-1]);
        return {
          images: tf.reshape(tf.gather(all, rows), [replicas, count, width]),
          labels: tf.reshape(tf.gather(labels, rows), [replicas, count, classes]),
        };
      });
    },
    dispose() {
      tf.dispose([all, labels, ...(order ? [order] : [])]);
    },
  };
}
