// Opens the model with onnxruntime-web: with WebGPU where the browser offers it and gives the right answers, else with WebAssembly.

const WEBGPU = {
  provider: "webgpu",
  module: "./ort.webgpu.bundle.min.mjs",
  wasm: "ort-wasm-simd-threaded.asyncify.wasm",
};
const WASM = { provider: "wasm", module: "./ort.wasm.bundle.min.mjs", wasm: "ort-wasm-simd-threaded.wasm" };

// The golden vectors are images with the outputs that the trainer gave for them.
export async function openModel() {
  const [bytes, golden] = await Promise.all([
    read("model.onnx").then(async answer => new Uint8Array(await answer.arrayBuffer())),
    read("golden.json").then(answer => answer.json()),
  ]);
  let why = "this browser offers no WebGPU";
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  if (adapter?.info?.isFallbackAdapter) {
    why = "WebGPU has no graphics card here, and would be slower";
  } else if (adapter) {
    const card = [adapter.info?.vendor, adapter.info?.architecture].filter(Boolean).join(" ");
    try {
      return await open({ ...WEBGPU, sentence: `WebGPU runs it on the graphics card${card && ` (${card})`}.` }, bytes, golden);
    } catch (fault) {
      why = `WebGPU cannot be used here: ${fault.message.split("\n")[0].replace(/\.$/, "")}`;
    }
  }
  return await open({ ...WASM, sentence: `WebAssembly runs it on the processor (${why}).` }, bytes, golden);
}

async function open({ provider, sentence, module, wasm }, bytes, golden) {
  const ort = await import(module);
  ort.env.wasm.wasmPaths = { wasm: new URL(wasm, import.meta.url).href };
  const session = await ort.InferenceSession.create(bytes, { executionProviders: [provider], logSeverityLevel: 3 });
  const run = (rgb, shape, outputs) => session.run({ image: new ort.Tensor("uint8", rgb, shape) }, outputs);
  const difference = await differenceOf(run, golden);
  if (!(difference <= golden.tolerance)) {
    await session.release();
    throw new Error(`it gives other answers than the trainer gave (the largest difference is ${difference.toPrecision(2)})`);
  }
  return { run, sentence: `${sentence} It gives here what the trainer gave: the largest difference of ${golden.shape[0]} test images is `
    + `${difference.toPrecision(1)}.` };
}

async function differenceOf(run, golden) {
  const images = await unpack(golden.zlib);
  const [count, ...shape] = golden.shape;
  const length = images.length / count;
  let worst = 0;
  for (let i = 0; i < count; i++) {
    const outputs = await run(images.slice(i * length, (i + 1) * length), [1, ...shape], [golden.output]);
    golden.expected[i].forEach((value, k) => {
      worst = Math.max(worst, Math.abs(outputs[golden.output].data[k] - value) / Math.max(1, Math.abs(value)));
    });
  }
  return worst;
}

async function unpack(base64) {
  const packed = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function read(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) {
    throw new Error(`${name} cannot be read (status ${answer.status}).`);
  }
  return answer;
}
