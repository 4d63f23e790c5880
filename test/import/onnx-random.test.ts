/** Networks put together at random out of what exporters write: the same answers as PyTorch's, or a node refused. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { UserError } from "../../src/error.js";
import { importedNetwork } from "../../src/import/network.js";
import { readForeign } from "../../src/import/read.js";
import { scratchFolder } from "../support/folder.js";
import { python } from "../support/python.js";

/** Operators are drawn by a seed, again at each call; modules are made at the first. */
const script = `
import torch, random, warnings, os
from torch import nn
import torch.nn.functional as F
warnings.filterwarnings("ignore"); torch.set_num_threads(1)
folder = json.load(sys.stdin)["folder"]
torch.manual_seed(0); images = torch.randint(0, 256, (3, 3, 8, 12)); x = images.float() / 255
class Net(nn.Module):
    def __init__(s, seed): super().__init__(); s.seed = seed; s.m = nn.ModuleList(); s.made = False
    def get(s, make, *of):
        if not s.made: s.m.append(make(*of))
        s.i += 1; return s.m[s.i - 1]
    def forward(s, x):
        r = random.Random(s.seed); s.i = 0
        x = s.get(nn.Conv2d, 3, 5, 4, 4)(x)
        x = x.flatten(2).transpose(1, 2) if r.random() < .5 else x.permute(0, 2, 3, 1) if r.random() < .4 else x
        for _ in range(r.randint(3, 9)):
            d = x.dim(); last = x.shape[-1]; out = r.randint(2, 5); coin = r.random() < .5; place = r.randint(1, d - 1); order = list(range(1, d)); r.shuffle(order)
            op = r.choice(["planes", "permute", "join", "linear", "norm", "act", "residual", "turned", "mean", "cat", "scale", "batch", "pool", "unsqueeze", "line"])
            if op == "planes" and d == 4: x = s.get(nn.Conv2d, x.shape[1], out, 3, 1, 1)(x)
            elif op == "permute" and d > 2: x = x.permute(0, *order)
            elif op == "join" and d == 4: x = x.flatten(2) if coin else x.flatten(1, 2)
            elif op == "linear": x = s.get(nn.Linear, last, out)(x)
            elif op == "norm" and last > 1: x = s.get(nn.LayerNorm, last)(x)
            elif op == "act": x = F.relu(x) if coin else F.gelu(x)
            elif op == "residual": x = x + s.get(nn.Linear, last, last)(F.relu(x))
            elif op == "turned" and d == 3: x = x + s.get(nn.Linear, x.shape[1], x.shape[1])(x.transpose(1, 2)).transpose(1, 2)
            elif op == "mean" and d == 3: x = x.mean(place, keepdim=coin)
            elif op == "mean" and d == 4: x = x.mean((2, 3) if coin else (1, 2))
            elif op == "cat": x = torch.cat([x, F.relu(x)], place)
            elif op == "scale": w = s.get(nn.LayerNorm, last); x = x * (w.weight + .5) + w.bias if coin else x * .7 + .1
            elif op == "batch": x = s.get(nn.BatchNorm2d if d == 4 else nn.BatchNorm1d, x.shape[1])(x)
            elif op == "pool" and d == 4 and min(x.shape[2:]) > 1: x = F.max_pool2d(x, 2) if coin else F.avg_pool2d(x, 2)
            elif op == "unsqueeze" and d < 4: x = x.unsqueeze(place)
            elif op == "line" and d == 3: x = s.get(nn.Conv1d, x.shape[1], out, 1)(x)
        x = x.flatten(1); x = s.get(nn.Linear, x.shape[1], 5)(x); s.made = True
        return x
cases = []
for seed in range(60):
    net = Net(seed)
    with torch.no_grad():
        net(x); net.eval()
        for m in net.modules():
            if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d)): m.running_mean.normal_(0, .3); m.running_var.uniform_(.3, 2)
            if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d, nn.LayerNorm)): m.weight.uniform_(.3, 1.2); m.bias.normal_(0, .5)
        y = net(x)
    more = dict(dynamic_axes={"x": {0: "n"}}, input_names=["x"]) if seed % 3 == 0 else {}
    torch.onnx.export(net, x, os.path.join(folder, f"{seed}.onnx"), opset_version=17 if seed % 2 else 13, **more)
    cases.append(y.tolist())
print(json.dumps({"images": images.flatten(1).tolist(), "cases": cases}))
`;

test("networks of PyTorch put together at random", (t) => {
  const folder = scratchFolder(t);
  const made = python(script, { folder }) as
    | { images: number[][]; cases: number[][][] }
    | undefined;
  if (!made) return t.skip("needs python3 with torch");
  const images = {
    count: 3,
    width: 288,
    image: { channels: 3, height: 8, width: 12 },
    pixels: Uint8Array.from(made.images.flat()),
    labels: new Uint8Array(3),
    classes: 5,
  };
  let read = 0;
  made.cases.forEach((logits, seed) => {
    const path = join(folder, `${seed}.onnx`);
    try {
      const found = readForeign([path], { normalise: "none" });
      const own = sparseEngine().logits(importedNetwork(path, found, false).network, images);
      logits.flat().forEach((value, i) => {
        const near = 1e-5 * (1 + Math.abs(value));
        assert.ok(Math.abs(own[i]! - value) < near, `${seed}: ${own[i]}, ${value}`);
      });
      read++;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      assert.match(
        error.message,
        /^[^\n]*\.onnx: node "[^\n]*\): (expected|reads|adds|takes) [^\n]*$/,
      );
    }
  });
  assert.ok(read >= 20, `${read} read`);
});
