"""Learns the weights of `FusionWeights` from the features that
`limn evaluate illustration --features FILE` writes, and judges them on articles left out.

    python3 learn.py dev.json FILE [--pixels]

Conditional logistic regression: a slot's probability is a softmax over all pictures of the weighted
sum of features; the likelihood is that of the acceptable pictures. Weights of evidence are not
negative. Needs numpy and scipy."""
import json, sys
import numpy as np
from scipy.optimize import minimize

articles = {a["id"]: a for a in json.load(open(sys.argv[1]))["articles"]}
lines = open(sys.argv[2])
ids = json.loads(next(lines))
row = {p: i for i, p in enumerate(ids)}
slots = [json.loads(line) for line in lines]
penalty = 3.0
names = sorted({k for s in slots for k in s["features"]})
X = np.array([[np.clip(s["features"].get(k, [0] * len(ids)), -8, 12) for k in names] for s in slots])
X = X.transpose(0, 2, 1)
for k in ("drawn",):
    X[:, :, names.index(k)] = np.clip(X[:, :, names.index(k)], -4, 4)
A = np.zeros(X.shape[:2], bool)
U = np.ones(X.shape[:2], bool)
meta = []
for n, s in enumerate(slots):
    a = articles[s["article"]]
    slot = a["slots"][s["slot"]]
    A[n, [row[p] for p in slot["acceptable"]]] = True
    for earlier in a["slots"][: s["slot"]]:
        if earlier["best"] not in slot["acceptable"]:
            U[n, row[earlier["best"]]] = False
    meta.append((a["id"], a["lang"], slot["hard"], slot["best"].split("/")[0] != "tuxpaint", slot["best"]))
free = [k in ("drawn", "cutout") for k in names]

def fit(X, A, U):
    def loss(w):
        S = np.where(U, X @ w, -1e9)
        e = np.exp(S - S.max(1, keepdims=True))
        Z, a = e.sum(1), (e * A).sum(1)
        g = np.einsum("sp,spf->f", e / Z[:, None] - e * A / np.maximum(a, 1e-300)[:, None], X)
        L = np.log(Z) - np.log(np.maximum(a, 1e-300))
        return L.sum() + penalty * w @ w, g + 2 * penalty * w
    bounds = [(None, None) if f else (0, None) for f in free]
    return minimize(loss, np.full(X.shape[2], 0.1), jac=True, method="L-BFGS-B", bounds=bounds).x

def report(title, S):
    order = np.argsort(-np.where(U, S, -1e9), axis=1, kind="stable")
    rank = np.array([np.where(A[n][o])[0][0] for n, o in enumerate(order)])
    groups = [("all", lambda m: True), ("en", lambda m: m[1] == "en"), ("zh", lambda m: m[1] == "zh"),
              ("hard", lambda m: m[2]), ("scene", lambda m: m[3])]
    print(title)
    for name, test in groups:
        r = rank[[n for n, m in enumerate(meta) if test(m)]]
        print(f"  {name:6} Hit@1 {100*(r<1).mean():3.0f}  R@4 {100*(r<4).mean():3.0f}  R@10 {100*(r<10).mean():3.0f}")
    return rank

every = sorted(articles)
order = np.random.RandomState(0).permutation(len(every))
group = np.array([every.index(m[0]) for m in meta])
S = np.zeros(X.shape[:2])
for fold in range(10):
    test = np.isin(group, order[fold::10])
    S[test] = X[test] @ fit(X[~test], A[~test], U[~test])
report("ten folds by article", S)
w = fit(X, A, U)
report("fitted on all (flattering)", X @ w)
print({k: round(float(v), 2) for k, v in zip(names, w)})
