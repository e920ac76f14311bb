// An image with its prediction, what it is based on, and its correction.

const MOST_BARS = 5;
const OTHER = "\u0000";
const percent = value => value > 0.9995 && value < 1 ? "> 99.9 %" : value > 0 && value < 0.0005 ? "< 0.1 %"
  : `${(100 * value).toFixed(1)} %`;
const number = value => typeof value === "number" ? Number(value.toPrecision(6)).toString() : value;

export class Card {
  constructor(file, description, model) {
    Object.assign(this, { file, description, model, summary: "", answer: null });
    this.element = document.getElementById("card").content.firstElementChild.cloneNode(true);
    this.find(".file").textContent = file.name;
    this.find(".label").textContent = "…";
    this.image = this.find(".image");
    this.plain = URL.createObjectURL(file);
    this.image.src = this.plain;
    this.image.alt = file.name;
    // Not every browser shows every format that the model reads.
    this.image.onerror = () => this.image.alt = `${file.name}: this browser does not show it`;
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  // Gives back the memory of its images.
  forget() {
    [this.plain, this.heat].filter(Boolean).forEach(url => URL.revokeObjectURL(url));
  }

  say(text, isFault = false) {
    this.find(".message").textContent = text;
    this.find(".message").classList.toggle("fault", isFault);
  }

  show(answer) {
    this.answer = answer;
    if (answer.error) {
      this.find(".label").textContent = "Not predicted";
      this.summary = answer.error;
      this.say(answer.error, true);
      return;
    }
    this.find(".label").textContent = this.label();
    this.summary = `${this.file.name}: ${this.label()}`;
    this.showBars(MOST_BARS);
    this.offerExplanation();
    this.offerCorrection();
  }

  label() {
    const { targets } = this.description;
    return targets === "classes" ? `${this.answer.class}, ${percent(this.answer.probability)}`
      : targets === "labels" ? this.answer.labels.join(", ") || "None of the labels"
      : Object.entries(this.answer.values).map(([name, value]) => `${name} ${number(value)}`).join(", ");
  }

  showBars(most) {
    if (!this.answer.probabilities) {
      return;
    }
    const all = Object.entries(this.answer.probabilities).sort((a, b) => b[1] - a[1]);
    this.find(".bars").replaceChildren(...all.slice(0, most).map(([name, value]) => this.bar(name, value)));
    const button = this.find(".all");
    button.hidden = all.length <= most;
    button.textContent = `Show all ${all.length}`;
    button.onclick = () => this.showBars(all.length);
  }

  bar(name, value) {
    const item = document.createElement("li");
    item.classList.toggle("chosen", this.answer.class === name || (this.answer.labels ?? []).includes(name));
    const add = (tag, kind, text) => {
      const part = document.createElement(tag);
      part.className = kind;
      part.textContent = text;
      item.append(part);
      return part;
    };
    add("span", "name", name);
    add("span", "value", percent(value));
    const bar = add("span", "bar", "").appendChild(document.createElement("i"));
    bar.style.width = `${100 * Math.min(1, Math.max(0, value))}%`;
    return item;
  }

  offerExplanation() {
    const button = this.find(".explain");
    button.hidden = Boolean(this.description.notExplained);
    button.onclick = async () => {
      if (button.getAttribute("aria-pressed") === "true") {
        this.image.src = this.plain;
        this.image.alt = this.file.name;
        button.setAttribute("aria-pressed", "false");
        this.say("");
        return;
      }
      const name = this.answer.class ?? this.answer.labels?.[0] ?? this.description.classes[0];
      button.disabled = true;
      try {
        this.heat ??= URL.createObjectURL(await this.model.explain(this.file, name));
        this.image.src = this.heat;
        this.image.alt = `${this.file.name} in grey; coloured is what “${name}” is based on`;
        button.setAttribute("aria-pressed", "true");
        this.say(`Coloured is what “${name}” is based on (Grad-CAM): yellow most, grey not at all.`);
      } catch (fault) {
        this.say(fault.message, true);
      }
      button.disabled = false;
      button.focus();
    };
  }

  offerCorrection() {
    const [button, form, choice, other] = [".wrong", ".correction", ".class", ".other"].map(selector => this.find(selector));
    button.hidden = Boolean(this.description.notCorrected);
    const options = [["", "…"], ...this.description.classes.map(name => [name, name]), [OTHER, "another class"]];
    choice.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
    button.onclick = () => {
      form.hidden = !form.hidden;
      button.setAttribute("aria-expanded", String(!form.hidden));
      if (!form.hidden) {
        choice.focus();
      }
    };
    choice.onchange = () => other.hidden = choice.value !== OTHER;
    form.onsubmit = event => {
      event.preventDefault();
      this.correct(choice.value === OTHER ? other.querySelector("input").value.trim() : choice.value, form, button);
    };
  }

  async correct(name, form, button) {
    if (!name) {
      this.say("Say what the image is first.", true);
      return;
    }
    try {
      this.say(await this.model.correct(this.file, name));
      form.hidden = true;
      button.setAttribute("aria-expanded", "false");
      button.focus();
    } catch (fault) {
      this.say(fault.message, true);
    }
  }
}
