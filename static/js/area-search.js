// Suggestions under "Vind jouw buurt", as a combobox (WAI-ARIA). Without this script the form searches by itself.
const WAIT = 180;

class AreaSearch extends HTMLElement {
  #input;
  #list;
  #status;
  #timer;
  #running;
  #chosen = -1;

  connectedCallback() {
    this.#input = this.querySelector("input[type=search]");
    if (!this.#input || this.#list) return;
    const id = `${this.#input.id}_list`;
    this.#list = document.createElement("ul");
    Object.assign(this.#list, { id, className: "suggestions", hidden: true, role: "listbox" });
    this.#list.setAttribute("aria-label", this.querySelector("label").textContent);
    this.#status = document.createElement("p");
    Object.assign(this.#status, { className: "out-of-sight", role: "status" });
    this.append(this.#list, this.#status);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" })) {
      this.#input.setAttribute(name, value);
    }
    this.#input.addEventListener("input", () => this.#later());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("blur", () => this.#close());
    // Keeps the focus in the field, so that a press on a suggestion is not first a blur.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => this.#go(event.target.closest("li")));
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#running?.abort();
  }

  #later() {
    clearTimeout(this.#timer);
    this.#running?.abort();
    const words = this.#input.value.trim();
    // A postcode is only sent when its owner presses the button.
    if (words.length < 2 || /^\d/.test(words)) return this.#close();
    this.#timer = setTimeout(() => this.#ask(words), WAIT);
  }

  async #ask(words) {
    this.#running = new AbortController();
    try {
      const address = `${this.dataset.url}?${new URLSearchParams({ q: words })}`;
      const answer = await fetch(address, { signal: this.#running.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return this.#close();
      const { suggestions } = await answer.json();
      if (document.activeElement === this.#input) this.#show(suggestions);
    } catch {
      this.#close(); // typed on, or no connection: the form still works
    }
  }

  #show(suggestions) {
    this.#chosen = -1;
    this.#input.removeAttribute("aria-activedescendant");
    this.#list.replaceChildren(...suggestions.map(({ name, hint, url }, number) => {
      const item = document.createElement("li");
      Object.assign(item, { id: `${this.#list.id}_${number}`, role: "option" });
      item.setAttribute("aria-selected", "false");
      item.dataset.url = url;
      const kind = document.createElement("span");
      kind.className = "kind";
      kind.textContent = hint;
      item.append(name, " ", kind);
      return item;
    }));
    const count = suggestions.length;
    this.#list.hidden = count === 0;
    this.#input.setAttribute("aria-expanded", String(count > 0));
    const { none, one, many } = this.dataset;
    this.#status.textContent = count === 0 ? none : count === 1 ? one : many.replace("#", count);
  }

  #close() {
    if (!this.#list) return;
    this.#list.hidden = true;
    this.#chosen = -1;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
    this.#status.textContent = "";
  }

  #key(event) {
    if (this.#list.hidden || event.isComposing) return;
    const items = [...this.#list.children];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place before the first stands for the field itself.
      this.#chosen = ((this.#chosen + 1 + step + items.length + 1) % (items.length + 1)) - 1;
      items.forEach((item, number) => item.setAttribute("aria-selected", String(number === this.#chosen)));
      if (this.#chosen < 0) this.#input.removeAttribute("aria-activedescendant");
      else this.#input.setAttribute("aria-activedescendant", items[this.#chosen].id);
    } else if (event.key === "Enter" && this.#chosen >= 0) {
      event.preventDefault();
      this.#go(items[this.#chosen]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.#close();
    }
  }

  #go(item) {
    if (item) location.assign(item.dataset.url);
  }
}

customElements.define("area-search", AreaSearch);
