/* <similar-initiatives data-url data-for>: shows initiatives that look like the title being typed. Without it the next
   step shows the same. */
const PAUSE_MS = 500;
const LONG_ENOUGH = 4;

class SimilarInitiatives extends HTMLElement {
  #asked = null;
  #timer = 0;
  #shown = "";

  connectedCallback() {
    this.setAttribute("aria-live", "polite");
    this.input = document.getElementById(this.dataset.for);
    this.input?.addEventListener("input", this.#later);
  }

  disconnectedCallback() {
    this.input?.removeEventListener("input", this.#later);
    clearTimeout(this.#timer);
    this.#asked?.abort();
  }

  #later = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
  };

  async #ask() {
    const title = this.input.value.trim();
    this.#asked?.abort();
    this.#asked = new AbortController();
    try {
      const found = title.length < LONG_ENOUGH ? "" : await this.#fetch(title);
      if (found !== this.#shown) this.innerHTML = this.#shown = found;
    } catch (error) {
      if (error.name !== "AbortError") this.replaceChildren();
    }
  }

  async #fetch(title) {
    const url = `${this.dataset.url}?${new URLSearchParams({ titel: title })}`;
    const answer = await fetch(url, { signal: this.#asked.signal });
    return answer.ok ? (await answer.text()).trim() : "";
  }
}

customElements.define("similar-initiatives", SimilarInitiatives);
