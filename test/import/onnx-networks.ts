/** Networks that people have, which PyTorch exports as ONNX for tests, with what they answer. */

/** What the script prints: one entry a file. */
export interface NetworkCase {
  readonly file: string;
  /** Which of the two kinds of inputs it reads. */
  readonly inputs: "images" | "vectors";
  readonly logits: readonly (readonly number[])[];
  /** What it is read as. */
  readonly form: "chain" | "graph";
  /** The pattern of the message, of what is refused. */
  readonly refused?: string;
}

export interface NetworkCases {
  readonly images: readonly (readonly number[])[];
  readonly vectors: readonly (readonly number[])[];
  readonly cases: readonly NetworkCase[];
}

/** Like MLP-Mixer (Tolstikhin et al. 2021), its tokens made in three ways. */
const mixer = `
import os, torch, warnings
from torch import nn
import torch.nn.functional as F
warnings.filterwarnings("ignore")
torch.manual_seed(3)
given = json.load(sys.stdin); folder = given["folder"]
class Mlp(nn.Module):
    def __init__(s, a, b):
        super().__init__(); s.fc1 = nn.Linear(a, b); s.act = nn.GELU(); s.fc2 = nn.Linear(b, a)
    def forward(s, x): return s.fc2(s.act(s.fc1(x)))
class MixerBlock(nn.Module):
    def __init__(s, p, c, a, b):
        super().__init__(); s.norm1 = nn.LayerNorm(c); s.tokens = Mlp(p, a); s.norm2 = nn.LayerNorm(c, eps=1e-3); s.channels = Mlp(c, b)
    def forward(s, x):
        x = x + s.tokens(s.norm1(x).transpose(1, 2)).transpose(1, 2)
        return x + s.channels(s.norm2(x))
class Mixer(nn.Module):
    def __init__(s, c=10, patch=4, p=6, blocks=2, how="flatten"):
        super().__init__(); s.how = how
        s.patches = nn.Conv2d(3, c, patch, patch); s.blocks = nn.Sequential(*[MixerBlock(p, c, 7, 13) for _ in range(blocks)])
        s.norm = nn.LayerNorm(c); s.head = nn.Linear(c, 5)
    def forward(s, x):
        x = s.patches(x)
        if s.how == "flatten": x = x.flatten(2).transpose(1, 2)
        elif s.how == "permute": x = x.permute(0, 2, 3, 1); x = x.reshape(x.shape[0], -1, x.shape[-1])
        elif s.how == "view": x = x.view(x.size(0), x.size(1), x.size(2) * x.size(3)).permute(0, 2, 1)
        return s.head(s.norm(s.blocks(x)).mean(1))
`;

export const script = `${mixer}
images = torch.randint(0, 256, (5, 3, 8, 12)); vectors = torch.randint(0, 256, (5, 14))
inputs = {"images": images.float() / 255, "vectors": vectors.float() / 255}
cases = []
def trained(net):
    for m in net.modules():
        if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d)):
            m.running_mean.normal_(0, 0.3); m.running_var.uniform_(0.3, 2)
        if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d, nn.LayerNorm)):
            m.weight.data.uniform_(-1.2, 1.2); m.bias.data.normal_(0, 0.5)
    return net.eval()
def export(name, net, form="graph", refused=None, data="images", logits=None, **more):
    torch.onnx.export(net, inputs[data], os.path.join(folder, name), **more)
    with torch.no_grad(): own = (logits or net)(inputs[data]).tolist()
    case = {"file": name, "inputs": data, "logits": own, "form": form}
    if refused: case["refused"] = refused
    cases.append(case)
# As trained: nothing folded, dropout and normalisations as they are
whole = dict(do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE)
open_batch = dict(dynamic_axes={"x": {0: "n"}}, input_names=["x"])

for how in ["flatten", "permute", "view"]:
    net = trained(Mixer(how=how)); export(f"mixer-{how}.onnx", net); export(f"mixer-{how}-open.onnx", net, **open_batch)
mixed = trained(Mixer())
torch.save(mixed.state_dict(), os.path.join(folder, "mixer.pt"))
for version in [11, 13, 17]: export(f"mixer-{version}.onnx", mixed, opset_version=version)
export("mixer-whole.onnx", mixed, **whole)
class Lucid(nn.Module):
    "tokens by Conv1d, as lucidrains does"
    def __init__(s):
        super().__init__(); s.p = nn.Conv2d(3, 8, 4, 4); s.n = nn.LayerNorm(8); s.a = nn.Conv1d(6, 9, 1); s.b = nn.Conv1d(9, 6, 1); s.f = nn.Linear(8, 5)
    def forward(s, x):
        x = s.p(x).flatten(2).transpose(1, 2)
        x = x + s.b(F.gelu(s.a(s.n(x))))
        return s.f(x.mean(dim=1))
class LayerScale(nn.Module):
    def __init__(s, c):
        super().__init__(); s.dw = nn.Conv2d(c, c, 3, padding=1, groups=c); s.n = nn.LayerNorm(c, eps=1e-6); s.a = nn.Linear(c, 2 * c); s.b = nn.Linear(2 * c, c); s.gamma = nn.Parameter(torch.rand(c))
    def forward(s, x):
        y = s.dw(x).permute(0, 2, 3, 1)
        y = s.gamma * s.b(F.gelu(s.a(s.n(y))))
        return x + y.permute(0, 3, 1, 2)
class ConvNext(nn.Module):
    def __init__(s):
        super().__init__(); s.stem = nn.Conv2d(3, 6, 2, 2); s.n0 = nn.LayerNorm(6); s.blocks = nn.Sequential(LayerScale(6), LayerScale(6)); s.n = nn.LayerNorm(6); s.f = nn.Linear(6, 5)
    def forward(s, x):
        x = s.stem(x).permute(0, 2, 3, 1); x = s.n0(x).permute(0, 3, 1, 2)
        return s.f(s.n(s.blocks(x).mean([-2, -1])))
class Vgg(nn.Module):
    def __init__(s, pool, bn=False):
        super().__init__()
        def c(a, b): return [nn.Conv2d(a, b, 3, padding=1)] + ([nn.BatchNorm2d(b)] if bn else []) + [nn.ReLU(inplace=True)]
        s.features = nn.Sequential(*c(3, 4), *c(4, 4), nn.MaxPool2d(2, 2), *c(4, 6), nn.MaxPool2d(2, 2))
        s.avgpool = nn.AdaptiveAvgPool2d(pool)
        n = (pool[0] * pool[1] if isinstance(pool, tuple) else pool * pool) * 6
        s.classifier = nn.Sequential(nn.Linear(n, 9), nn.ReLU(True), nn.Dropout(), nn.Linear(9, 9), nn.ReLU(True), nn.Dropout(), nn.Linear(9, 5))
    def forward(s, x): return s.classifier(torch.flatten(s.avgpool(s.features(x)), 1))
class Mobile(nn.Module):
    def __init__(s, act):
        super().__init__()
        def c(a, b, k, st, g): return [nn.Conv2d(a, b, k, st, k // 2, groups=g, bias=False), nn.BatchNorm2d(b), act()]
        s.f = nn.Sequential(*c(3, 4, 3, 2, 1), *c(4, 4, 3, 1, 4), *c(4, 8, 1, 1, 1), *c(8, 8, 3, 2, 8)); s.c = nn.Sequential(nn.Dropout(0.2), nn.Linear(8, 5))
    def forward(s, x): return s.c(F.adaptive_avg_pool2d(s.f(x), (1, 1)).reshape(x.shape[0], -1))
class Inverted(nn.Module):
    def __init__(s):
        super().__init__(); s.a = nn.Conv2d(3, 4, 3, 2, 1); s.e = nn.Conv2d(4, 8, 1, bias=False); s.ne = nn.BatchNorm2d(8); s.d = nn.Conv2d(8, 8, 3, 1, 1, groups=8, bias=False); s.nd = nn.BatchNorm2d(8); s.p = nn.Conv2d(8, 4, 1, bias=False); s.np = nn.BatchNorm2d(4); s.f = nn.Linear(4, 5)
    def forward(s, x):
        x = s.a(x); y = F.relu(s.ne(s.e(x))); y = F.relu(s.nd(s.d(y))); x = x + s.np(s.p(y))
        return s.f(x.mean((2, 3)))
class DenseLayer(nn.Module):
    def __init__(s, a, g):
        super().__init__(); s.norm1 = nn.BatchNorm2d(a); s.conv1 = nn.Conv2d(a, 4 * g, 1, bias=False); s.norm2 = nn.BatchNorm2d(4 * g); s.conv2 = nn.Conv2d(4 * g, g, 3, padding=1, bias=False)
    def forward(s, xs):
        x = torch.cat(xs, 1)
        return s.conv2(F.relu(s.norm2(s.conv1(F.relu(s.norm1(x))))))
class DenseNet(nn.Module):
    def __init__(s):
        super().__init__(); s.conv0 = nn.Conv2d(3, 4, 3, padding=1, bias=False); s.norm0 = nn.BatchNorm2d(4)
        s.d1 = nn.ModuleList([DenseLayer(4 + 2 * i, 2) for i in range(3)]); s.tn = nn.BatchNorm2d(10); s.tc = nn.Conv2d(10, 5, 1, bias=False)
        s.d2 = nn.ModuleList([DenseLayer(5 + 2 * i, 2) for i in range(2)]); s.norm5 = nn.BatchNorm2d(9); s.classifier = nn.Linear(9, 5)
    def forward(s, x):
        xs = [F.max_pool2d(F.relu(s.norm0(s.conv0(x))), 3, 2, 1)]
        for l in s.d1: xs.append(l(xs))
        xs = [F.avg_pool2d(s.tc(F.relu(s.tn(torch.cat(xs, 1)))), 2, 2)]
        for l in s.d2: xs.append(l(xs))
        out = F.relu(s.norm5(torch.cat(xs, 1)))
        return s.classifier(torch.flatten(F.adaptive_avg_pool2d(out, (1, 1)), 1))
class Block(nn.Module):
    def __init__(s, a, b, st):
        super().__init__(); s.conv1 = nn.Conv2d(a, b, 3, st, 1, bias=False); s.bn1 = nn.BatchNorm2d(b); s.conv2 = nn.Conv2d(b, b, 3, 1, 1, bias=False); s.bn2 = nn.BatchNorm2d(b)
        s.downsample = nn.Sequential(nn.Conv2d(a, b, 1, st, bias=False), nn.BatchNorm2d(b)) if st != 1 or a != b else None
    def forward(s, x):
        i = x if s.downsample is None else s.downsample(x)
        return F.relu(s.bn2(s.conv2(F.relu(s.bn1(s.conv1(x))))) + i)
class ResNet(nn.Module):
    def __init__(s):
        super().__init__(); s.conv1 = nn.Conv2d(3, 4, 7, 2, 3, bias=False); s.bn1 = nn.BatchNorm2d(4); s.maxpool = nn.MaxPool2d(3, 2, 1); s.layers = nn.Sequential(Block(4, 4, 1), Block(4, 6, 2)); s.avgpool = nn.AdaptiveAvgPool2d((1, 1)); s.fc = nn.Linear(6, 5)
    def forward(s, x):
        x = s.avgpool(s.layers(s.maxpool(F.relu(s.bn1(s.conv1(x))))))
        return s.fc(torch.flatten(x, 1))
class Tabular(nn.Module):
    def __init__(s):
        super().__init__(); s.up = nn.Linear(14, 8); s.b = nn.ModuleList([nn.Sequential(nn.LayerNorm(8), nn.Linear(8, 12), nn.GELU(), nn.Dropout(0.1), nn.Linear(12, 8)) for _ in range(2)]); s.n = nn.LayerNorm(8); s.f = nn.Linear(8, 5)
    def forward(s, x):
        x = s.up(x)
        for b in s.b: x = x + b(x)
        return s.f(F.relu(s.n(x)))
class Pre(nn.Module):
    "channels by softplus-free computed flatten, constants, casts"
    def __init__(s):
        super().__init__(); s.c = nn.Conv2d(3, 4, 3); s.d = nn.Conv2d(4, 5, 1); s.f = nn.Linear(5 * 3 * 5, 5)
    def forward(s, x):
        x = F.max_pool2d(torch.clamp(s.c(x), min=0), 2); x = torch.relu(s.d(x.double().float()))
        n = 1
        for k in x.size()[1:]: n = n * k
        return s.f(x.view(-1, n))
class ResMlp(nn.Module):
    def __init__(s):
        super().__init__(); s.p = nn.Conv2d(3, 8, 4, 4); s.al = nn.Parameter(torch.rand(8)); s.be = nn.Parameter(torch.rand(8)); s.t = nn.Linear(6, 6); s.g = nn.Parameter(torch.rand(8)); s.f = nn.Linear(8, 5)
    def forward(s, x):
        x = s.p(x).flatten(2).transpose(1, 2)
        y = s.t((s.al * x + s.be).transpose(1, 2)).transpose(1, 2)
        return s.f((x + s.g * y).mean(1))
class Gated(nn.Module):
    "as LLaMA has its perceptrons"
    def __init__(s, act):
        super().__init__(); s.act = act; s.up = nn.Linear(14, 9); s.gate_proj = nn.Linear(9, 12, bias=False); s.up_proj = nn.Linear(9, 12, bias=False); s.down_proj = nn.Linear(12, 9, bias=False); s.f = nn.Linear(9, 5)
    def forward(s, x):
        x = s.up(x); x = x + s.down_proj(s.act(s.gate_proj(x)) * s.up_proj(x)); return s.f(s.act(3 * x))
class Squeezed(nn.Module):
    "squeeze and excitation, by convolutions and by Linear"
    def __init__(s, act, gate):
        super().__init__(); s.act = act; s.gate = gate; s.stem = nn.Conv2d(3, 6, 3, 2, 1, bias=False); s.bn = nn.BatchNorm2d(6); s.a = nn.Conv2d(6, 3, 1); s.b = nn.Conv2d(3, 6, 1); s.c = nn.Conv2d(6, 6, 3, 1, 1, groups=6); s.d = nn.Linear(6, 4); s.e = nn.Linear(4, 6); s.f = nn.Linear(6, 5)
    def forward(s, x):
        x = s.act(s.bn(s.stem(x)))
        x = x * s.gate(s.b(s.act(s.a(F.adaptive_avg_pool2d(x, 1)))))
        y = s.act(s.c(x)); w = s.gate(s.e(F.relu(s.d(y.mean((2, 3)))))); y = y * w.view(-1, 6, 1, 1)
        return s.f((x + y).mean((2, 3)))
class Attention(nn.Module):
    def __init__(s):
        super().__init__(); s.p = nn.Conv2d(3, 8, 4, 4); s.a = nn.MultiheadAttention(8, 2, batch_first=True); s.f = nn.Linear(8, 5)
    def forward(s, x):
        x = s.p(x).flatten(2).transpose(1, 2); return s.f(s.a(x, x, x)[0].mean(1))
class Tokens(nn.Module):
    "tokens flattened, positions first"
    def __init__(s):
        super().__init__(); s.p = nn.Conv2d(3, 8, 4, 4); s.n = nn.LayerNorm(8); s.l = nn.LayerNorm(6); s.f = nn.Linear(48, 5)
    def forward(s, x):
        x = s.n(s.p(x).flatten(2).transpose(1, 2))
        x = x + s.l(x.transpose(1, 2)).transpose(1, 2)
        return s.f(x.flatten(1))

export("mixer-tokens-by-convolution.onnx", trained(Lucid()))
export("mixer-affine.onnx", trained(ResMlp()))
export("tokens-in-order.onnx", trained(Tokens()))
export("channels-last.onnx", trained(ConvNext())); export("channels-last-17.onnx", trained(ConvNext()), opset_version=17)
export("vgg.onnx", trained(Vgg((2, 3))), "chain"); export("vgg-open.onnx", trained(Vgg((2, 3))), "chain", **open_batch)
export("vgg-normalised-whole.onnx", trained(Vgg((2, 3), True)), "chain", **whole)
export("vgg-one-value.onnx", trained(Vgg(1, True))); export("vgg-strips.onnx", trained(Vgg((2, 1))))
export("mobile.onnx", trained(Mobile(nn.ReLU))); export("mobile-open.onnx", trained(Mobile(nn.ReLU)), **open_batch)
export("inverted.onnx", trained(Inverted())); export("inverted-whole.onnx", trained(Inverted()), **whole)
export("densenet.onnx", trained(DenseNet())); export("densenet-whole.onnx", trained(DenseNet()), **whole)
resnet = trained(ResNet())
export("resnet.onnx", resnet); export("resnet-whole.onnx", resnet, **whole); export("resnet-open.onnx", resnet, **open_batch)
export("log-softmax.onnx", nn.Sequential(resnet, nn.Identity(), nn.LogSoftmax(1)).eval(), logits=resnet)
export("table.onnx", trained(Tabular()), data="vectors"); export("table-17.onnx", trained(Tabular()), data="vectors", opset_version=17)
export("computed-shapes.onnx", trained(Pre()), "chain"); export("computed-shapes-open.onnx", trained(Pre()), "chain", **open_batch)

for name, act in {"relu6": nn.ReLU6, "silu": nn.SiLU, "leaky": lambda **k: nn.LeakyReLU(0.2), "elu": lambda **k: nn.ELU(0.7), "tanh": lambda **k: nn.Tanh(), "sigmoid": lambda **k: nn.Sigmoid(), "hard-swish": nn.Hardswish, "hard-sigmoid": nn.Hardsigmoid, "prelu": lambda **k: nn.PReLU(init=0.3), "mish": nn.Mish, "selu": nn.SELU, "softplus": lambda **k: nn.Softplus(), "softplus-beta": lambda **k: nn.Softplus(2)}.items():
    for opset in (11, 14): export(f"{name}-{opset}.onnx", trained(Mobile(act)), opset_version=opset)
new_gelu = lambda x: 0.5 * x * (1.0 + torch.tanh(0.7978845608028654 * (x + 0.044715 * torch.pow(x, 3.0))))
for name, act in {"gelu-tanh": nn.GELU(approximate="tanh"), "new-gelu": new_gelu, "quick-gelu": lambda x: x * torch.sigmoid(1.702 * x), "old-hard-swish": lambda x: x * F.relu6(x + 3) / 6, "old-hard-sigmoid": lambda x: F.relu6(x + 3) / 6, "old-hard-swish-last": lambda x: x * (F.relu6(x + 3) / 6), "relu-then-6": lambda x: F.hardtanh(F.relu(x), 0, 6)}.items():
    for opset in (11, 17): export(f"{name}-{opset}.onnx", trained(Gated(act)), data="vectors", opset_version=opset)
export("efficient.onnx", trained(Squeezed(nn.SiLU(), nn.Sigmoid()))); export("efficient-whole.onnx", trained(Squeezed(nn.SiLU(), nn.Sigmoid())), **whole)
export("mobile-3.onnx", trained(Squeezed(nn.Hardswish(), nn.Hardsigmoid())), opset_version=14); export("mobile-3-open.onnx", trained(Squeezed(nn.Hardswish(), nn.Hardsigmoid())), **open_batch)
export("sine.onnx", trained(Gated(torch.sin)), refused=r"\\(Sin\\): expected operators of", data="vectors")
export("clip.onnx", trained(Gated(lambda x: torch.clamp(x, -1, 1))), refused=r"Clip.*found -1 to 1", data="vectors")
export("attention.onnx", trained(Attention()), refused=r"MatMul.*as attention does.*--select")
print(json.dumps({"images": images.flatten(1).tolist(), "vectors": vectors.tolist(), "cases": cases}))
`;

/** Loads an exported mixer into the module that it came from, every name and shape as it has them, and answers. */
export const loaded = `import numpy${mixer}
net = Mixer().eval()
net.load_state_dict({name: torch.from_numpy(value) for name, value in numpy.load(given["file"]).items()})
with torch.no_grad(): print(json.dumps(net(torch.tensor(given["images"]).reshape(-1, 3, 8, 12) / 255).tolist()))
`;
