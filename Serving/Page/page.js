// The page: takes images from wherever they come, has them predicted in order, and shows a card for each.
import { Card } from "./card.js";
import { openCamera } from "./camera.js";
import { isImage, ofDrop, ofPaste } from "./files.js";
import * as model from "./model.js";

const MOST_IN_BATCH = 8;
const byId = id => document.getElementById(id);
const waiting = [];
const shown = [];
let description = null;
let camera = null;
let isWorking = false;
let [done, total] = [0, 0];

function say(text, isFault = false) {
  byId("status").textContent = text;
  byId("status").classList.toggle("fault", isFault);
}

function addFiles(files) {
  const images = files.filter(isImage);
  const left = files.length - images.length;
  if (images.length === 0) {
    say(files.length === 0 ? "There is no image in what was given." : `None of ${files.length} files is an image.`, true);
    return;
  }
  const cards = images.map(file => new Card(file, description, model));
  byId("cards").prepend(...cards.map(card => card.element));
  byId("answers").hidden = false;
  shown.push(...cards);
  waiting.push(...cards);
  total += cards.length;
  work(left > 0 ? ` ${left} other files were no images.` : "");
}

// As many as a request may have.
function nextBatch() {
  const batch = [];
  let bytes = 0;
  while (waiting.length > 0 && batch.length < Math.min(MOST_IN_BATCH, description.maxImages ?? MOST_IN_BATCH)) {
    bytes += waiting[0].file.size;
    if (batch.length > 0 && bytes > 0.9 * (description.maxRequestBytes ?? Infinity)) {
      break;
    }
    batch.push(waiting.shift());
  }
  return batch.filter(card => card.element.isConnected);
}

async function work(remark) {
  if (isWorking) {
    return;
  }
  isWorking = true;
  let last = null;
  while (waiting.length > 0) {
    say(`Predicting: ${done} of ${total} images.`);
    const batch = nextBatch();
    const answers = await predict(batch);
    batch.forEach((card, i) => card.show(answers[i]));
    done += batch.length;
    last = batch.at(-1) ?? last;
  }
  isWorking = false;
  say((total === 1 && last ? last.summary : `${done} images are predicted.`) + remark);
  [done, total] = [0, 0];
}

async function predict(batch) {
  const small = batch.map(card => card.file.size <= (description.maxImageBytes ?? Infinity));
  const sent = batch.filter((_, i) => small[i]);
  let answers = [];
  try {
    answers = sent.length > 0 ? await model.predict(sent.map(card => card.file)) : [];
  } catch (fault) {
    answers = sent.map(() => ({ error: fault.message }));
  }
  return batch.map((_, i) => small[i] ? answers.shift()
    : { error: `The image has more than ${description.maxImageBytes.toLocaleString("en")} bytes, the most that are accepted.` });
}

async function showCamera() {
  try {
    camera = await openCamera(byId("video"));
    byId("camera").hidden = false;
    byId("shoot").focus();
    say("The camera is open.");
  } catch (fault) {
    say(`The camera cannot be used: ${fault.message}`, true);
  }
}

function closeCamera() {
  camera?.close();
  camera = null;
  byId("camera").hidden = true;
  byId("open-camera").focus();
  say("The camera is closed.");
}

function listen() {
  byId("choose").onclick = () => byId("files").click();
  byId("choose-folder").onclick = () => byId("folder").click();
  for (const input of [byId("files"), byId("folder")]) {
    input.onchange = () => {
      addFiles([...input.files]);
      input.value = "";
    };
  }
  byId("open-camera").onclick = showCamera;
  byId("close-camera").onclick = closeCamera;
  byId("shoot").onclick = async () => {
    try {
      addFiles([await camera.shoot()]);
    } catch (fault) {
      say(`The photograph cannot be taken: ${fault.message}`, true);
    }
  };
  byId("camera").addEventListener("keydown", event => event.key === "Escape" && closeCamera());
  byId("clear").onclick = () => {
    waiting.length = 0;
    shown.splice(0).forEach(card => card.forget());
    byId("cards").replaceChildren();
    byId("answers").hidden = true;
    byId("choose").focus();
    say("All images are removed.");
  };
  // Anywhere on the page, since a browser would leave the page for a file that is dropped beside.
  document.addEventListener("dragover", event => {
    event.preventDefault();
    byId("drop").classList.add("over");
  });
  document.addEventListener("dragleave", event => event.relatedTarget || byId("drop").classList.remove("over"));
  document.addEventListener("drop", async event => {
    event.preventDefault();
    byId("drop").classList.remove("over");
    addFiles(await ofDrop(event.dataTransfer));
  });
  document.addEventListener("paste", event => {
    const files = ofPaste(event.clipboardData);
    if (files.length > 0) {
      event.preventDefault();
      addFiles(files);
    }
  });
  for (const id of ["choose", "choose-folder", "open-camera"]) {
    byId(id).disabled = false;
  }
}

function about({ targets, classes }) {
  const names = classes.length <= 8 ? classes.join(", ") : `${classes.slice(0, 7).join(", ")} and ${classes.length - 7} more`;
  const kind = { classes: "It tells which of these an image is", labels: "It tells which of these an image has",
    values: "It predicts these values of an image" }[targets];
  return `${kind}: ${names}.`;
}

async function start() {
  try {
    description = await model.describe();
  } catch (fault) {
    byId("about").textContent = "";
    say(`The model cannot be opened: ${fault.message}`, true);
    return;
  }
  document.title = `Try ${description.model}`;
  byId("name").textContent = description.model;
  byId("about").textContent = about(description);
  byId("foot").textContent = [description.place, description.notExplained, description.notCorrected].filter(Boolean).join(" ");
  listen();
}

start();
