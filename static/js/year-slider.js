// The links per year as a slider. Moving it asks for the page of that year and takes its map and its sentence.
class YearSlider extends HTMLElement {
  #links;
  #input;
  #output;
  #running;
  #pages = new Map();

  connectedCallback() {
    this.#links = [...this.querySelectorAll("nav a")];
    if (this.#input || this.#links.length < 2) return;
    const now = this.#links.findIndex((link) => link.getAttribute("aria-current"));
    this.#input = Object.assign(document.createElement("input"), { type: "range", min: 0, max: this.#links.length - 1, step: 1, className: "year-range" });
    this.#input.value = now < 0 ? this.#links.length - 1 : now;
    this.#input.setAttribute("aria-label", this.dataset.label);
    this.#output = Object.assign(document.createElement("p"), { className: "out-of-sight" });
    this.#output.setAttribute("role", "status");
    this.#name();
    this.#input.addEventListener("input", () => this.#show());
    this.prepend(this.#input, this.#output);
  }

  disconnectedCallback() {
    this.#running?.abort();
  }

  #name() {
    this.#input.setAttribute("aria-valuetext", this.#links[this.#input.value].textContent);
  }

  async #show() {
    const link = this.#links[this.#input.value];
    this.#name();
    this.#running?.abort();
    this.#running = new AbortController();
    try {
      const page = await this.#page(link.href, this.#running.signal);
      for (const id of ["jaar-zin", "jaar-kaart"]) document.getElementById(id).replaceWith(page.getElementById(id).cloneNode(true));
      document.title = page.title;
      for (const each of this.#links) each.toggleAttribute("aria-current", each === link);
      link.setAttribute("aria-current", "page");
      for (const row of document.querySelectorAll(".year-table tbody tr")) row.classList.toggle("is-shown", row.querySelector("a").href === link.href);
      history.replaceState(null, "", link.href);
      this.#output.textContent = document.getElementById("jaar-zin").textContent.replace(/\s+/g, " ").trim();
    } catch (error) {
      if (error.name !== "AbortError") location.assign(link.href);
    }
  }

  async #page(address, signal) {
    if (!this.#pages.has(address)) {
      const answer = await fetch(address, { signal });
      if (!answer.ok) throw new Error(answer.status);
      this.#pages.set(address, new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
    return this.#pages.get(address);
  }
}

customElements.define("year-slider", YearSlider);
