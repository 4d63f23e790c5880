import type { Images } from "../../data/dataset.js";
import type { Backend } from "./backend.js";
import type { Tensor } from "./library.js";

export interface Batch {
  /** Brightness 0 to 1, [R, images, pixels]. */
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

/** On the device where it gathers well and has room, otherwise on the host. */
export function batches(backend: Backend, images: Images): Batches {
  const bytes = 4 * images.count * images.width;
  const fits = bytes <= backend.tensorBytes && bytes <= backend.memory;
  return backend.gathers && fits ? onDevice(backend, images) : onHost(backend, images);
}

function onHost({ tf }: Backend, images: Images): Batches {
  const { width, classes } = images;
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
          writePixels(images, image, pixels, row * width);
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

function onDevice({ tf }: Backend, images: Images): Batches {
  const { count: total, width, classes } = images;
  const pixels = new Float32Array(total * width);
  const ones = new Float32Array(total * classes);
  for (let i = 0; i < total; i++) {
    writePixels(images, i, pixels, i * width);
    ones[i * classes + images.labels[i]!] = 1;
  }
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

function writePixels(images: Images, image: number, into: Float32Array, at: number): void {
  const from = image * images.width;
  for (let p = 0; p < images.width; p++) into[at + p] = images.pixels[from + p]! / 255;
}
