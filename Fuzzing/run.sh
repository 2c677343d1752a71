#!/bin/bash
# run.sh HARNESS SECONDS [FILE …]: builds and runs a harness; see README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
harness=${1:?name a harness: gguf, safetensors, sentencepiece or tokenizer-json}
seconds=${2:-60}
shift $(($# < 2 ? $# : 2))
scratch=.build/fuzz
swift build --scratch-path $scratch -c release --target LimnTextModels \
    -Xswiftc -sanitize=address -Xswiftc -sanitize=fuzzer -Xswiftc -DSEPARATE_MATRICES \
    -Xcc -fsanitize=address -Xcc -fsanitize=fuzzer-no-link
built=$(swift build --scratch-path $scratch -c release --show-bin-path)
# Objects of sources that were renamed or moved away stay where they are.
names=$(find Sources "$built" -name '*.swift' -printf '%f\n')
find "$built" -path '*/Limn*.build/*' -name '*.swift.o' | while read -r object; do
    grep -qxF "$(basename "$object" .o)" <<< "$names" || rm "$object"
done
objects=$(find "$built" -name '*.o' \( -path '*/Limn*.build/*' -o -path '*/CLimnKernels.build/*' \))
maps="-Xcc -fmodule-map-file=$built/CLimnKernels.build/module.modulemap"
maps+=$(for module in COpenBLAS CZlib COpenSSL; do echo " -Xcc -fmodule-map-file=Sources/$module/module.modulemap"; done)
# shellcheck disable=SC2086
swiftc -O -swift-version 6 -parse-as-library -sanitize=address -sanitize=fuzzer Fuzzing/Harness.swift \
    -I "$built/Modules" -I Sources/CLimnKernels/include $maps $objects \
    -lopenblas -lz -lcrypto -o $scratch/harness
corpus=$scratch/corpus-$harness
mkdir -p "$corpus"
case $harness in
gguf) seeds="Tests/Fixtures/families/qwen3.gguf Tests/Fixtures/families/gemma3.gguf Tests/Fixtures/tokenizers/gguf/llama.gguf" ;;
safetensors)
    seeds=$(echo Tests/Fixtures/vision/*/model.safetensors Tests/Fixtures/vision/clip/expected.safetensors)
    # The least file there is, and an index of the two files that the harness writes.
    printf '\x40\0\0\0\0\0\0\0%-64s\0\0' '{"a.bias":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}' \
        > "$corpus/least"
    printf '{"weight_map": {"a.weight": "one.safetensors", "b.weight": "two.safetensors"}}' \
        > "$corpus/index"
    ;;
tokenizer-json)
    seeds=$(echo Tests/Fixtures/vision/*/tokenizer.json)
    seeds+=" Tests/Fixtures/tokenizers/sentencepiece/llama.json Tests/Fixtures/tokenizers/sentencepiece/plain.json"
    ;;
sentencepiece) seeds=$(echo Tests/Fixtures/tokenizers/sentencepiece/*.model) ;;
esac
for seed in $seeds; do cp -n "$seed" "$corpus/$(echo "$seed" | tr / -)"; done
if [ $# -gt 0 ]; then
    LIMN_FUZZ=$harness $scratch/harness "$@"
else
    LIMN_FUZZ=$harness $scratch/harness -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 \
        -max_len=200000 -artifact_prefix=$scratch/ -print_final_stats=1 "$corpus"
fi
