"""Images a second of EfficientNet-Lite0 on ONNX Runtime, one thread, from the same checkpoint as
`limn bench look`. Run both in one go:

    pip install numpy onnx onnxruntime
    limn bench look --model efficientnet-lite0; python3 peer_onnx.py efficientnet-lite0.pth
"""
import pickle, struct, sys, time
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper


def load(path):
    stream = open(path, "rb")
    for _ in range(3):
        pickle.load(stream)

    class Ordered(dict):
        pass

    class Reader(pickle.Unpickler):
        def find_class(self, module, name):
            if name == "_rebuild_tensor_v2":
                return lambda storage, offset, size, stride, *rest: (storage, offset, size, stride)
            return Ordered if name == "OrderedDict" else (module, name)

        def persistent_load(self, identity):
            return identity

    tensors = Reader(stream).load()
    keys = pickle.load(stream)
    kinds = {t[0][2]: t[0][1][1] for t in tensors.values()}
    storages = {}
    for key in keys:
        count = struct.unpack("<q", stream.read(8))[0]
        kind = {"FloatStorage": np.float32, "LongStorage": np.int64}[kinds[key]]
        storages[key] = np.frombuffer(stream.read(count * np.dtype(kind).itemsize), kind)
    result = {}
    for name, (storage, offset, size, stride) in tensors.items():
        data = storages[storage[2]][offset:]
        result[name] = (
            np.ascontiguousarray(np.lib.stride_tricks.as_strided(
                data, size, [s * data.itemsize for s in stride])) if size else data[0])
    return result


def network(weights):
    nodes, constants = [], []

    def constant(name, array):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(array, np.float32), name))
        return name

    def conv(x, name, norm, stride, groups, clamps, out):
        scale = weights[norm + ".weight"] / np.sqrt(weights[norm + ".running_var"] + 1e-3)
        constant(out + ".w", weights[name + ".weight"] * scale[:, None, None, None])
        constant(out + ".b", weights[norm + ".bias"] - weights[norm + ".running_mean"] * scale)
        nodes.append(helper.make_node("Conv", [x, out + ".w", out + ".b"], [out],
                                      strides=[stride] * 2, group=groups, auto_pad="SAME_UPPER"))
        if not clamps:
            return out
        nodes.append(helper.make_node("Clip", [out, "low", "high"], [out + ".c"]))
        return out + ".c"

    constant("low", np.array(0)), constant("high", np.array(6))
    x = conv("x", "_conv_stem", "_bn0", 2, 1, True, "stem")
    block = 0
    for repeats, stride, expand, first, out in [
            (1, 1, 1, 32, 16), (2, 2, 6, 16, 24), (2, 2, 6, 24, 40), (3, 2, 6, 40, 80),
            (3, 1, 6, 80, 112), (4, 2, 6, 112, 192), (1, 1, 6, 192, 320)]:
        for index in range(repeats):
            p, before = f"_blocks.{block}.", x
            step, inner = (stride, first) if index == 0 else (1, out)
            if expand > 1:
                x = conv(x, p + "_expand_conv", p + "_bn0", 1, 1, True, f"e{block}")
            x = conv(x, p + "_depthwise_conv", p + "_bn1", step, inner * expand, True, f"d{block}")
            x = conv(x, p + "_project_conv", p + "_bn2", 1, 1, False, f"p{block}")
            if step == 1 and inner == out:
                nodes.append(helper.make_node("Add", [before, x], [f"a{block}"]))
                x = f"a{block}"
            block += 1
    x = conv(x, "_conv_head", "_bn1", 1, 1, True, "head")
    nodes.append(helper.make_node("GlobalAveragePool", [x], ["pooled"]))
    nodes.append(helper.make_node("Flatten", ["pooled"], ["features"]))
    constant("fc.w", weights["_fc.weight"]), constant("fc.b", weights["_fc.bias"])
    nodes.append(helper.make_node("Gemm", ["features", "fc.w", "fc.b"], ["logits"], transB=1))
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes, "lite0", [value("x", TensorProto.FLOAT, [1, 3, 224, 224])],
        [value("logits", TensorProto.FLOAT, [1, 1000])], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    return model.SerializeToString()


options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(network(load(sys.argv[1])), options)
image = (((np.arange(224 * 224 * 3) * 7919) % 255).astype(np.float32) - 127) / 128
image = np.ascontiguousarray(image.reshape(224, 224, 3).transpose(2, 0, 1)[None])
times = []
for _ in range(60):
    start = time.perf_counter()
    session.run(None, {"x": image})
    times.append(time.perf_counter() - start)
print({"median_ms": round(sorted(times)[30] * 1000, 2), "best_ms": round(min(times) * 1000, 2)})
