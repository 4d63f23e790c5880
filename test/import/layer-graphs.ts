/** Networks of PyTorch that are no chain, as ONNX and as state_dicts with their layers stated. */

/** What the script prints: one entry a file. */
export interface GraphCase {
  readonly file: string;
  readonly architecture: object;
  readonly logits: readonly (readonly number[])[];
  /** Notes that are there. */
  readonly notes?: readonly string[];
}

export interface GraphCases {
  readonly images: readonly (readonly number[])[];
  readonly cases: readonly GraphCase[];
}

export const script = `
import os, torch, warnings
from torch import nn
import torch.nn.functional as F
warnings.filterwarnings("ignore")
torch.manual_seed(2)
folder = json.load(sys.stdin)["folder"]
images = torch.randint(0, 256, (6, 3, 12, 10))
x = images.float() / 255
cases = []

def trained(net):
    for m in net.modules():
        if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d)):
            m.running_mean.normal_(0, 0.3); m.running_var.uniform_(0.3, 2)
            m.weight.data.uniform_(-1.2, 1.2); m.bias.data.normal_(0, 0.5)
        if isinstance(m, nn.LayerNorm):
            m.weight.data.uniform_(-1.2, 1.2); m.bias.data.normal_(0, 0.5)
    return net.eval()

def add(name, net, architecture=None, logits=None, notes=None):
    with torch.no_grad(): own = (net(x) if logits is None else logits).tolist()
    case = {"file": name, "architecture": architecture or {"normalise": "none"}, "logits": own}
    if notes: case["notes"] = notes
    cases.append(case)

def export(name, net, notes=None, **more):
    torch.onnx.export(net, x, os.path.join(folder, name), **more)
    add(name, net, notes=notes)

class Block(nn.Module):
    def __init__(self, a, b, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(a, b, 3, stride, 1, bias=False); self.bn1 = nn.BatchNorm2d(b)
        self.conv2 = nn.Conv2d(b, b, 3, 1, 1, bias=False); self.bn2 = nn.BatchNorm2d(b)
        self.shortcut = nn.Sequential()
        if stride != 1 or a != b:
            self.shortcut = nn.Sequential(nn.Conv2d(a, b, 1, stride, bias=False), nn.BatchNorm2d(b))
    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(out)) + self.shortcut(x))

class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, 1, 1, bias=False); self.bn1 = nn.BatchNorm2d(4)
        self.layer1 = nn.Sequential(Block(4, 4, 1), Block(4, 4, 1))
        self.layer2 = nn.Sequential(Block(4, 6, 2))
        self.linear = nn.Linear(6, 5)
    def forward(self, x):
        out = self.layer2(self.layer1(F.relu(self.bn1(self.conv1(x)))))
        return self.linear(F.adaptive_avg_pool2d(out, 1).flatten(1))

resnet = trained(ResNet())
def conv(name, channels, **more): return dict({"kind": "convolution", "name": name, "channels": channels, "padding": 1, "bias": False}, **more)
def bn(name): return {"kind": "batch-normalisation", "name": name}
relu = {"kind": "relu"}
def block(name, before, channels, stride, projection):
    layers = [conv(name + ".conv1", channels, **{"from": before, "stride": stride}), bn(name + ".bn1"), relu, conv(name + ".conv2", channels), bn(name + ".bn2")]
    if projection: layers += [conv(name + ".shortcut.0", channels, kernel=1, padding=0, stride=stride, **{"from": before}), bn(name + ".shortcut.1")]
    return layers + [{"kind": "add", "from": [name + ".bn2", name + ".shortcut.1" if projection else before]}, dict(relu, name=name)]
stated = {"normalise": "none", "input": {"channels": 3, "height": 12, "width": 10}, "layers": [
    conv("conv1", 4), bn("bn1"), dict(relu, name="stem"),
    *block("layer1.0", "stem", 4, 1, False), *block("layer1.1", "layer1.0", 4, 1, False), *block("layer2.0", "layer1.1", 6, 2, True),
    {"kind": "global-average-pool"}, {"kind": "full", "name": "linear"}]}
torch.save(resnet.state_dict(), os.path.join(folder, "resnet.pt")); add("resnet.pt", resnet, stated)
renamed = torch.load(os.path.join(folder, "resnet.pt"))
torch.save({"net" + k.replace(".", "_", k.count(".") - 1): v for k, v in renamed.items()}, os.path.join(folder, "order.pt"))
add("order.pt", resnet, json.loads(json.dumps(stated).replace('"conv1"', '"a"').replace("layer1.", "part1.").replace("layer2.", "part2.").replace("bn1", "norm").replace("linear", "last").replace("shortcut.", "beside")), notes=["one after the other"])
export("folded.onnx", resnet)
export("whole.onnx", resnet, do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE)
export("dynamic.onnx", resnet, dynamic_axes={"x": {0: "n"}}, input_names=["x"])

pruned = trained(ResNet())
from torch.nn.utils import prune
for m in pruned.modules():
    if isinstance(m, nn.Conv2d): prune.random_unstructured(m, "weight", 0.6)
torch.save(pruned.state_dict(), os.path.join(folder, "pruned.pt")); add("pruned.pt", pruned, stated, notes=["masked"])

class Cifar(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False); self.bn1 = nn.BatchNorm2d(16)
        self.blocks = nn.Sequential(Block(16, 16, 1), Block(16, 32, 2), Block(32, 64, 2)); self.linear = nn.Linear(64, 5)
    def forward(self, x): return self.linear(self.blocks(F.relu(self.bn1(self.conv1(x)))).mean([2, 3]))
cifar = trained(Cifar())
torch.save(cifar.state_dict(), os.path.join(folder, "resnet8.pt"))
add("resnet8.pt", cifar, {"normalise": "none", "input": {"channels": 3, "height": 12, "width": 10}, "layers": "resnet8"}, notes=["one after the other"])

class Mobile(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 4, 3, 2, 1, bias=False); self.na = nn.BatchNorm2d(4)
        self.d = nn.Conv2d(4, 4, 3, 1, 1, groups=4, bias=False); self.nd = nn.BatchNorm2d(4)
        self.p = nn.Conv2d(4, 6, 1); self.g = nn.Conv2d(6, 4, 3, padding=2, dilation=2, groups=2)
        self.f = nn.Linear(4 * 6 * 5, 5)
    def forward(self, x):
        x = F.relu(self.na(self.a(x)))
        x = F.relu(self.nd(self.d(x)))
        return self.f(F.relu(self.g(F.relu(self.p(x)))).flatten(1))
mobile = trained(Mobile())
export("mobile.onnx", mobile)
export("mobile-whole.onnx", mobile, do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE)

class Dense(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 4, 3, padding=1); self.b = nn.Conv2d(7, 3, (3, 1), padding=(1, 0)); self.f = nn.Linear(10, 5)
    def forward(self, x):
        a = F.relu(self.a((x - 0.4) / 0.3)); b = F.gelu(self.b(torch.cat([a, (x - 0.4) / 0.3], 1)))
        y = torch.cat([F.max_pool2d(b, 2), F.avg_pool2d(torch.cat([a, b], 1), 2)], 1)
        return F.softmax(self.f(y.mean([2, 3])), 1)
dense = trained(Dense())
export("dense.onnx", dense)
with torch.no_grad():
    a = F.relu(dense.a((x - 0.4) / 0.3)); b = F.gelu(dense.b(torch.cat([a, (x - 0.4) / 0.3], 1)))
    cases[-1]["logits"] = dense.f(torch.cat([F.max_pool2d(b, 2), F.avg_pool2d(torch.cat([a, b], 1), 2)], 1).mean([2, 3])).tolist()
cases[-1]["architecture"] = {}; cases[-1]["notes"] = ["Softmax"]

class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Linear(360, 8); self.norm = nn.LayerNorm(8); self.f = nn.Linear(8, 8); self.n = nn.BatchNorm1d(8); self.last = nn.Linear(8, 5)
    def forward(self, x):
        x = self.norm(self.up(x.flatten(1)))
        return self.last(x + F.gelu(self.n(F.relu(self.f(x)))))
residual = trained(Residual())
torch.save(residual.state_dict(), os.path.join(folder, "residual.pt"))
add("residual.pt", residual, {"normalise": "none", "input": {"channels": 3, "height": 12, "width": 10}, "layers": [
    {"kind": "full", "name": "up", "units": 8}, {"kind": "layer-normalisation", "name": "norm"},
    {"kind": "full", "name": "f", "units": 8}, relu, bn("n"), {"kind": "gelu", "name": "g"},
    {"kind": "add", "from": ["norm", "g"]}, {"kind": "full", "name": "last"}]})

print(json.dumps({"images": images.flatten(1).tolist(), "cases": cases}))
`;
