"""What llama.cpp (`pip install xllamacpp`) computes from a language model's and a projector's GGUF file."""
import base64, io, json, urllib.request


def next_token(model, projector, prompt, picture, vocabulary):
    """Log-probabilities of the token after a prompt, by id; `<image>` in the prompt is the picture."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path, params.mmproj.path = str(model), str(projector)
    params.n_ctx, params.warmup, params.n_gpu_layers = 512, False, 0
    server = xllamacpp.Server(params)
    with urllib.request.urlopen(server.listening_address + "/props", timeout=60) as props:
        marker = json.loads(props.read()).get("media_marker", "<__media__>")
    buffer = io.BytesIO()
    picture.save(buffer, "png")
    prompt = {"prompt_string": prompt.replace("<image>", marker),
              "multimodal_data": [base64.b64encode(buffer.getvalue()).decode()]}
    body = {"prompt": prompt, "n_predict": 1, "n_probs": vocabulary, "temperature": 0.0,
            "cache_prompt": False}
    request = urllib.request.Request(
        server.listening_address + "/completion", json.dumps(body).encode(),
        {"Content-Type": "application/json"})
    answer = json.loads(urllib.request.urlopen(request, timeout=60).read())
    top = answer["completion_probabilities"][0]["top_logprobs"]
    return {item["id"]: item["logprob"] for item in top}
