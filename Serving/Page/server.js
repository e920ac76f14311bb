// The model on the server that this page comes from.

const MOST_TRIES = 20;

export async function describe() {
  const description = await (await ask("metadata")).json();
  const kept = description.corrections ? `Corrections are kept in ${description.corrections}.` : "";
  return { ...description, place: `Images are sent to this machine only. ${kept}` };
}

export async function predict(files) {
  const answer = await ask("predict", { method: "POST", body: form(files) }, true);
  // When no image can be used, there is one sentence for all.
  return answer.ok ? (await answer.json()).predictions
    : files.length === 1 ? [{ error: await faultOf(answer) }]
    : (await Promise.all(files.map(file => predict([file])))).flat();
}

export async function explain(file, name) {
  return (await ask(`explain?class=${encodeURIComponent(name)}`, { method: "POST", body: form([file]) })).blob();
}

export async function correct(file, name) {
  const answer = await ask(`corrections?class=${encodeURIComponent(name)}`, { method: "POST", body: form([file]) });
  const { file: path, outcome } = await answer.json();
  return { saved: `Kept as ${path}.`, alreadyThere: `It was kept already, as ${path}.`, moved: `Moved to ${path}.` }[outcome];
}

function form(files) {
  const data = new FormData();
  files.forEach(file => data.append("images", file, file.name));
  return data;
}

// A server that has too much to do says when to come again.
async function ask(path, request, mayBeBad = false) {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(path, request).catch(() => {
      throw new Error("The server does not answer. Is it still running?");
    });
    if (answer.status === 503 && tries < MOST_TRIES) {
      const seconds = Number(answer.headers.get("Retry-After")) || 1;
      await new Promise(resolve => setTimeout(resolve, 1000 * seconds));
    } else if (answer.ok || (mayBeBad && answer.status === 400)) {
      return answer;
    } else {
      throw new Error(await faultOf(answer));
    }
  }
}

const faultOf = async answer => (await answer.json().catch(() => ({}))).detail ?? `The server answered with the status ${answer.status}.`;
