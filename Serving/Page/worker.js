// Decodes images and runs the model, beside the page's own thread.
import { openModel } from "./runtime.js";

const OUTPUTS = { classes: ["probabilities", "label"], labels: ["probabilities", "labels"], values: ["value"] };
const tasks = { open, predict };
let model = null;
let description = null;

onmessage = async ({ data: { id, task, value } }) => {
  try {
    postMessage({ id, result: await tasks[task](value) });
  } catch (fault) {
    postMessage({ id, fault: fault.message });
  }
};

// What runs the model, in sentences.
async function open(value) {
  description = value;
  model = await openModel();
  return model.sentence;
}

async function predict(file) {
  const { width, height, rgb } = await pixelsOf(file);
  return answerOf(await model.run(rgb, [1, height, width, 3], OUTPUTS[description.targets]));
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
