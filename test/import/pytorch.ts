/** Networks that PyTorch makes for tests, saved in many ways, with what they answer. */

/** What the script prints: one entry a file. */
export interface Case {
  readonly file: string;
  /** For --architecture. */
  readonly architecture: object;
  /** Answers to the images of bytes, or the pattern of the message that refuses the file. */
  readonly logits?: readonly (readonly number[])[];
  readonly refused?: string;
  readonly notes?: readonly string[];
}

export interface Cases {
  readonly images: Readonly<Record<string, readonly number[][]>>;
  readonly cases: readonly (Case & { readonly images: string })[];
}

export const script = `
import os, torch, collections, warnings
from torch import nn
warnings.filterwarnings("ignore")
torch.manual_seed(1)
folder = json.load(sys.stdin)["folder"]
sizes = {"grey": (1, 9, 9), "colour": (3, 10, 8), "vector": (12,), "line": (2, 20)}
images = {k: torch.randint(0, 256, (5, *s)) for k, s in sizes.items()}
cases = []

def trained(net):
    """Numbers as training leaves them: statistics of batches, no zeros by chance."""
    for m in net.modules():
        if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d)):
            m.running_mean.normal_(0, 0.5); m.running_var.uniform_(0.3, 2)
            if m.weight is not None:
                m.weight.data.uniform_(-1.5, 1.5); m.bias.data.normal_(0, 0.5)
    return net.eval()

def answers(net, images_name, dtype=torch.float32):
    x = (images[images_name].float() / 255).to(dtype)
    with torch.no_grad():
        return net(x).double().tolist()

def add(name, images_name, architecture=None, net=None, refused=None, notes=None, logits=None):
    case = {"file": name, "images": images_name, "architecture": architecture or {}}
    if refused: case["refused"] = refused
    else: case["logits"] = logits or answers(net, images_name)
    if notes: case["notes"] = notes
    cases.append(case)

def save(name, state, **more):
    torch.save(state, os.path.join(folder, name), **more)

def export(name, net, images_name, **more):
    x = images[images_name].float() / 255
    torch.onnx.export(net, x, os.path.join(folder, name), **more)

stated = {"normalise": "none", "activation": "relu"}
def conv(*layers, size=None, **more):
    h = dict(stated, convolutions=list(layers), **more)
    if size: h["input"] = {"height": size[0], "width": size[1]}
    return h

# Fully connected
mlp = trained(nn.Sequential(nn.Linear(12, 9), nn.ReLU(), nn.Linear(9, 9), nn.ReLU(), nn.Linear(9, 4)))
save("mlp.pt", mlp.state_dict()); add("mlp.pt", "vector", stated, mlp)
save("old.pt", mlp.state_dict(), _use_new_zipfile_serialization=False); add("old.pt", "vector", stated, mlp)
save("parallel.pth", {"module." + k: v for k, v in mlp.state_dict().items()}); add("parallel.pth", "vector", stated, mlp)
optimizer = torch.optim.Adam(mlp.parameters()); mlp(torch.rand(3, 12)).sum().backward(); optimizer.step()
save("checkpoint.pt", {"epoch": 3, "best": 0.5, "name": "x", "model_state_dict": mlp.state_dict(), "optimizer_state_dict": optimizer.state_dict()})
add("checkpoint.pt", "vector", stated, mlp, notes=["model_state_dict", "epoch"])
save("lightning.ckpt.pt", {"state_dict": collections.OrderedDict(("net." + k, v) for k, v in mlp.state_dict().items()), "global_step": 9, "hyper": {"lr": 1e-3, "list": [1, 2, None, True]}})
add("lightning.ckpt.pt", "vector", stated, mlp)
save("beside.pt", {**mlp.state_dict(), "epoch": 7, "history": [1.5, 2.5]}); add("beside.pt", "vector", stated, mlp, notes=["epoch"])
save("parameters.pt", {k: nn.Parameter(v) for k, v in mlp.state_dict().items()}); add("parameters.pt", "vector", stated, mlp)
base = torch.zeros(40, 30); state = mlp.state_dict()
base[3:12, 5:17] = state["0.weight"]; turned = state["2.weight"].t().contiguous().t()
save("views.pt", {**state, "0.weight": base[3:12, 5:17], "2.weight": turned}); add("views.pt", "vector", stated, mlp)
for name, dtype in [("double", torch.float64), ("half", torch.float16), ("bfloat", torch.bfloat16)]:
    changed = nn.Sequential(*[type(m)(m.in_features, m.out_features) if isinstance(m, nn.Linear) else m for m in mlp])
    low = {k: v.to(dtype) for k, v in state.items()}
    if dtype == torch.float64: low["0.weight"] = low["0.weight"] + 1e-12
    changed.load_state_dict({k: v.float() for k, v in low.items()})
    save(name + ".pt", low); add(name + ".pt", "vector", stated, changed, notes=["0.weight"] if dtype == torch.float64 else None)
plain = trained(nn.Sequential(nn.Linear(12, 7, bias=False), nn.BatchNorm1d(7), nn.ReLU(), nn.Linear(7, 5, bias=False), nn.ReLU(), nn.Linear(5, 3), nn.BatchNorm1d(3, affine=False)))
save("norms.pt", plain.state_dict()); add("norms.pt", "vector", stated, plain, notes=["1e-05|0.00001"])
other = trained(nn.Sequential(nn.Linear(12, 7), nn.BatchNorm1d(7, eps=0.1), nn.ReLU(), nn.Linear(7, 3)))
save("epsilon.pt", other.state_dict()); add("epsilon.pt", "vector", dict(stated, epsilon=0.1), other)
export("norms.onnx", plain, "vector"); add("norms.onnx", "vector", {"normalise": "none"}, plain)
export("epsilon.onnx", other, "vector", training=torch.onnx.TrainingMode.PRESERVE); add("epsilon.onnx", "vector", {"normalise": "none"}, other)

save("two.pt", {"actor": mlp.state_dict(), "critic": other.state_dict(), "step": 5}); add("two.pt", "vector", {}, refused='dict of "actor", "critic", "step"; say which by --prefix')

export("mlp.onnx", mlp, "vector"); add("mlp.onnx", "vector", {"normalise": "none", "hidden": [9, 9], "input": {"height": 3, "width": 4}}, mlp)

# Convolutions
def net(*layers): return trained(nn.Sequential(*layers))
grey = net(nn.Conv2d(1, 4, 3, stride=2, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 5, (2, 3), padding=(1, 0), bias=False), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(15, 6), nn.ReLU(), nn.Linear(6, 3))
layers = ({"stride": 2, "padding": 1}, {"kernel": [2, 3], "stride": 1, "padding": [1, 0], "pool": {"kind": "average", "size": 2}})
save("grey.pt", grey.state_dict()); add("grey.pt", "grey", conv(*layers, size=(9, 9)), grey)
export("grey.onnx", grey, "grey"); add("grey.onnx", "grey", {"normalise": "none"}, grey)
colour = net(nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(3, 2, 1), nn.Conv2d(4, 6, (3, 1)), nn.BatchNorm2d(6), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(), nn.Linear(6, 4))
layers = ({"stride": 1, "padding": 1, "pool": {"kind": "max", "size": 3, "stride": 2, "padding": 1}}, {"stride": 1, "padding": "valid", "pool": {"kind": "global-average"}})
save("colour.pt", colour.state_dict()); add("colour.pt", "colour", conv(*layers, size=(10, 8)), colour)
export("colour.onnx", colour, "colour"); add("colour.onnx", "colour", {"normalise": "none"}, colour)
export("batches.onnx", colour, "colour", dynamic_axes={"input": {0: "n"}}, input_names=["input"], do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE)
add("batches.onnx", "colour", {"normalise": "none"}, colour)

# Of one dimension
line = net(nn.Conv1d(2, 4, 5, stride=2, padding=2), nn.BatchNorm1d(4), nn.ReLU(), nn.MaxPool1d(2), nn.Conv1d(4, 6, 3, bias=False), nn.ReLU(), nn.Flatten(), nn.Linear(18, 5), nn.ReLU(), nn.Linear(5, 3))
layers = ({"stride": 2, "padding": 2, "pool": {"kind": "max", "size": 2}}, {"kernel": 3, "stride": 1, "padding": 0})
save("line.pt", line.state_dict()); add("line.pt", "line", conv(*layers, size=(1, 20)), line)
fitted = net(nn.Conv1d(2, 3, 4, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(57, 2))
save("line-fits.pt", fitted.state_dict()); add("line-fits.pt", "line", conv({"stride": 1, "padding": 1}), fitted, notes=["1 x 20 pixels, the only ones of one row"])
export("line.onnx", line, "line"); add("line.onnx", "line", {"normalise": "none"}, line)
export("line-whole.onnx", line, "line", do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE); add("line-whole.onnx", "line", {"normalise": "none"}, line)
class Lines(nn.Module):
    def __init__(self):
        super().__init__(); self.a = nn.Conv1d(2, 6, 3, padding=2, dilation=2); self.n = nn.BatchNorm1d(6); self.b = nn.Conv1d(6, 6, 5, padding=2, groups=3); self.c = nn.Conv1d(6, 6, 1); self.d = nn.Conv1d(6, 4, 4, stride=2); self.f = nn.Linear(4, 3)
    def forward(self, x):
        x = torch.relu(self.n(self.a(x))); x = torch.relu(x + self.b(nn.functional.silu(x))); x = nn.functional.avg_pool1d(self.c(x), 2)
        return self.f(torch.relu(self.d(x)).mean(2))
lines = trained(Lines()); export("lines.onnx", lines, "line"); add("lines.onnx", "line", {"normalise": "none"}, lines)
k = lambda n, *at, **more: {"kind": "convolution", "name": n, "kernel": [1, at[0]], "padding": [0, at[1]], **more}
save("lines.pt", lines.state_dict()); add("lines.pt", "line", {"normalise": "none", "input": {"channels": 2, "height": 1, "width": 20}, "layers": [k("a", 3, 2, channels=6, dilation=[1, 2]), {"kind": "batch-normalisation", "name": "n"}, {"kind": "relu", "name": "r"}, {"kind": "silu"}, k("b", 5, 2, channels=6, groups=3), {"kind": "add", "from": ["b", "r"]}, {"kind": "relu"}, k("c", 1, 0, channels=6), {"kind": "average-pool", "size": [1, 2]}, k("d", 4, 0, channels=4, stride=[1, 2]), {"kind": "relu"}, {"kind": "global-average-pool"}, {"kind": "full", "name": "f"}]}, lines)
top = net(nn.Conv1d(2, 3, 3, padding=1), nn.ReLU(), nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(3, 2)); export("line-top.onnx", top, "line"); add("line-top.onnx", "line", {"normalise": "none"}, top)

class Normalised(nn.Module):
    def __init__(self, mean, std, inner):
        super().__init__(); self.inner = inner
        self.register_buffer("mean", mean); self.register_buffer("std", std)
    def forward(self, x): return torch.log_softmax(self.inner((x - self.mean) / self.std), 1)
class View(nn.Module):
    def forward(self, x): return x.view(x.size(0), -1)
mean, std = torch.tensor([0.4, 0.5, 0.6]).view(1, 3, 1, 1), torch.tensor([0.2, 0.25, 0.3]).view(1, 3, 1, 1)
inner = net(nn.Conv2d(3, 4, 3, stride=(2, 1)), nn.MaxPool2d(2, ceil_mode=True), nn.ReLU(), View(), nn.Linear(4 * 2 * 3, 3))
normalised = Normalised(mean, std, inner).eval()
for name, more in [("normalised.onnx", {}), ("dynamic.onnx", dict(dynamic_axes={"x": {0: "n"}}, input_names=["x"]))]:
    export(name, normalised, "colour", **more)
    add(name, "colour", {}, notes=["softmax|Softmax"], logits=answers(lambda x: inner((x - mean) / std), "colour"))
bytes_ = Normalised(torch.tensor(33.0), torch.tensor(78.0), nn.Sequential(nn.Flatten(), nn.Linear(81, 3))).eval()
export("bytes.onnx", bytes_, "grey"); add("bytes.onnx", "grey", {}, notes=["bytes"], logits=answers(lambda x: bytes_.inner((x * 255 - 33) / 78), "grey"))
class Means(nn.Module):
    def __init__(self):
        super().__init__(); self.c = nn.Conv2d(1, 4, 3); self.f = nn.Linear(4, 3)
    def forward(self, x): return self.f(torch.relu(self.c(x)).mean([2, 3]))
means = trained(Means()); export("means.onnx", means, "grey"); add("means.onnx", "grey", {"normalise": "none"}, means)
class Matrix(nn.Module):
    def __init__(self):
        super().__init__(); self.w = nn.Parameter(torch.randn(12, 5)); self.b = nn.Parameter(torch.randn(5)); self.v = nn.Parameter(torch.randn(5, 3))
    def forward(self, x): return torch.relu(x @ self.w + self.b) @ self.v
matrix = Matrix().eval(); export("matrix.onnx", matrix, "vector"); add("matrix.onnx", "vector", {"normalise": "none"}, matrix)

groups = net(nn.Conv2d(3, 6, 3, groups=3), nn.ReLU(), nn.Flatten(), nn.Linear(288, 2)); export("groups.onnx", groups, "colour"); add("groups.onnx", "colour", {"normalise": "none"}, groups)
dilated = net(nn.Conv2d(3, 6, 3, dilation=2), nn.ReLU(), nn.Flatten(), nn.Linear(144, 2)); export("dilated.onnx", dilated, "colour"); add("dilated.onnx", "colour", {"normalise": "none"}, dilated)
average = net(nn.Conv2d(1, 2, 3), nn.AvgPool2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(18, 2)); export("average.onnx", average, "grey"); add("average.onnx", "grey", {"normalise": "none"}, average)
behind = net(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(98, 2)); export("behind.onnx", behind, "grey"); add("behind.onnx", "grey", {"normalise": "none"}, behind)
# In a line, and still no chain of ours: above
class Residual(nn.Module):
    def __init__(self):
        super().__init__(); self.a = nn.Linear(12, 12); self.b = nn.Linear(12, 3)
    def forward(self, x): return self.b(torch.relu(self.a(x)) + x)
residual = trained(Residual()); export("residual.onnx", residual, "vector"); add("residual.onnx", "vector", {"normalise": "none"}, residual, notes=["vectors of 12 values"])
add("residual.onnx", "vector", {"normalise": "none", "input": {"height": 3, "width": 4}}, residual)
linear = net(nn.Linear(12, 5), nn.Linear(5, 2)); export("linear.onnx", linear, "vector"); add("linear.onnx", "vector", {"normalise": "none"}, linear)

# Refused
def refuse(name, net, images_name, pattern, **more):
    export(name, net.eval(), images_name, **more); add(name, images_name, {}, refused=pattern)
class Slopes(nn.PReLU):
    def __init__(self):
        super().__init__(5)
        with torch.no_grad(): self.weight.copy_(torch.arange(5) / 8)
refuse("softsign.onnx", nn.Sequential(nn.Linear(12, 5), nn.Softsign(), nn.Linear(5, 2)), "vector", r"\\(Abs\\)")
refuse("prelu.onnx", nn.Sequential(nn.Linear(12, 5), Slopes(), nn.Linear(5, 2)), "vector", r"\\(PRelu\\): expected one slope for all channels, found 5 different ones")
refuse("inside.onnx", nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.AvgPool2d(2, padding=1, count_include_pad=False), nn.Flatten(), nn.Linear(32, 2)), "grey", "count_include_pad|Pad")

def refuse_state(name, net, images_name, pattern, architecture=None):
    save(name, net.state_dict()); add(name, images_name, architecture or {}, refused=pattern)
refuse_state("layernorm.pt", nn.Sequential(nn.Linear(12, 5), nn.LayerNorm(5), nn.ReLU(), nn.Linear(5, 2)), "vector", '"1": .*normalisation without running statistics')
refuse_state("grouped.pt", nn.Sequential(nn.Conv2d(2, 6, 3), nn.ReLU(), nn.Conv2d(6, 6, 3, groups=2), nn.ReLU(), nn.Flatten(), nn.Linear(6, 2)), "grey", "2 groups")
refuse_state("lstm.pt", nn.LSTM(12, 4), "vector", "recurrent")
refuse_state("line-open.pt", nn.Sequential(nn.Conv1d(1, 2, 3)), "line", "convolution, whose stride, padding and pooling")
refuse_state("line-size.pt", net(nn.Conv1d(2, 3, 3), nn.ReLU(), nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(3, 2)), "line", r'"channels": 2, "height": 1, "width"', conv({"stride": 1, "padding": 0, "pool": {"kind": "global-average"}}))
refuse_state("volume.pt", nn.Sequential(nn.Conv3d(1, 2, 3)), "line", "convolution of three dimensions")
refuse_state("unknown-size.pt", nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(98, 2)), "grey", 'states no padding; for example "convolutions"', conv({"stride": 1}))
refuse_state("side.pt", nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2, 2)), "grey", r'state it in --architecture: "input": \\{ "channels": 1', conv({"stride": 1, "padding": 0, "pool": {"kind": "global-average"}}))
norm = nn.utils.spectral_norm(nn.Linear(12, 5)); refuse_state("spectral.pt", norm, "vector", "spectral")
torch.save(mlp, os.path.join(folder, "whole.pt")); add("whole.pt", "vector", {}, refused=r"torch\\.nn\\.modules\\.container\\.Sequential.*state_dict")
torch.jit.save(torch.jit.script(mlp), os.path.join(folder, "script.pt")); add("script.pt", "vector", {}, refused="TorchScript")
print(json.dumps({"images": {k: v.flatten(1).tolist() for k, v in images.items()}, "cases": cases}))
`;
