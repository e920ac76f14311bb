// The model in this browser: onnxruntime-web runs the file that lies beside the page, and nothing is sent anywhere.
import * as ort from "./ort.wasm.bundle.min.mjs";

const OUTPUTS = { classes: ["probabilities", "label"], labels: ["probabilities", "labels"], values: ["value"] };
let session = null;
let description = null;

export async function describe() {
  const answer = await fetch("model.json");
  if (!answer.ok) {
    throw new Error(`model.json cannot be read (status ${answer.status}).`);
  }
  description = { ...await answer.json(), place: "The model runs in this browser, and images are sent nowhere." };
  ort.env.wasm.wasmPaths = { wasm: new URL("ort-wasm-simd-threaded.wasm", import.meta.url).href };
  session = await ort.InferenceSession.create("model.onnx", { executionProviders: ["wasm"] });
  return description;
}

export async function predict(files) {
  const answers = [];
  for (const file of files) {
    answers.push(await predictOne(file).catch(fault => ({ error: `The image '${file.name}' cannot be used: ${fault.message}` })));
    // The page shows what it has before the next image.
    await new Promise(resolve => setTimeout(resolve));
  }
  return answers;
}

export const explain = () => Promise.reject(new Error(description.notExplained));

export const correct = () => Promise.reject(new Error(description.notCorrected));

async function predictOne(file) {
  const { width, height, rgb } = await pixelsOf(file);
  const image = new ort.Tensor("uint8", rgb, [1, height, width, 3]);
  return answerOf(await session.run({ image }, OUTPUTS[description.targets]));
}

// The label is the one that the file gives, which may have a threshold of its own.
function answerOf({ value, probabilities, label, labels }) {
  const numbers = (value ?? probabilities).data;
  const named = Object.fromEntries(description.classes.map((name, i) => [name, numbers[i]]));
  return value ? { values: named }
    : labels ? { labels: description.classes.filter((_, i) => labels.data[i]), probabilities: named }
    : { class: label.data[0], probability: named[label.data[0]], probabilities: named };
}

// Bytes [height, width, 3], upright and over white, with the colours as they are in the file.
async function pixelsOf(file) {
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: "none", imageOrientation: "from-image" });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const rgba = context.getImageData(0, 0, width, height).data;
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = rgba[from];
    rgb[to + 1] = rgba[from + 1];
    rgb[to + 2] = rgba[from + 2];
  }
  return { width, height, rgb };
}
