// The model in this browser: a worker runs the file that lies beside the page, so that the page goes on meanwhile.

const tasks = new Map();
const worker = startWorker();
let description = null;
let count = 0;

export async function describe() {
  const answer = await fetch("model.json");
  if (!answer.ok) {
    throw new Error(`model.json cannot be read (status ${answer.status}).`);
  }
  description = await answer.json();
  const place = `The model runs in this browser, and images are sent nowhere. ${await ask("open", description)}`;
  return { ...description, place };
}

export async function predict(files) {
  const answers = [];
  for (const file of files) {
    answers.push(await ask("predict", file).catch(fault => ({ error: `The image '${file.name}' cannot be used: ${fault.message}` })));
  }
  return answers;
}

export const explain = () => Promise.reject(new Error(description.notExplained));

export const correct = () => Promise.reject(new Error(description.notCorrected));

// A worker that begins as a blob has the page's content security policy, and asks no other address either.
function startWorker() {
  const code = `import ${JSON.stringify(new URL("worker.js", import.meta.url).href)};`;
  const started = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })), { type: "module" });
  started.onmessage = ({ data }) => finish(data.id, data);
  started.onerror = event => [...tasks.keys()].forEach(
    id => finish(id, { fault: `This browser cannot run it: ${event.message ?? "worker.js cannot be loaded"}.` }));
  return started;
}

function ask(task, value) {
  return new Promise((resolve, reject) => {
    tasks.set(++count, { resolve, reject });
    worker.postMessage({ id: count, task, value });
  });
}

function finish(id, { result, fault }) {
  const { resolve, reject } = tasks.get(id);
  tasks.delete(id);
  if (fault === undefined) {
    resolve(result);
  } else {
    reject(new Error(fault));
  }
}
