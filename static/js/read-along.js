/* <read-along data-url data-form data-styles>: shows beside the editor what is being written, as a visitor reads it.
   Without it stands there how the saved text reads, and the button "Bekijk voorbeeld" shows the same on a page of its
   own. The site's styles stay inside a shadow root. */
const PAUSE_MS = 600;

class ReadAlong extends HTMLElement {
  #asked = null;
  #timer = 0;

  connectedCallback() {
    this.form = document.getElementById(this.dataset.form);
    this.root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    for (const href of this.dataset.styles.split(" ")) {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = href;
      this.root.append(link);
    }
    this.page = document.createElement("div");
    this.page.className = "read-along";
    this.root.append(this.page);
    this.form?.addEventListener("input", this.#later);
    this.#ask();
  }

  disconnectedCallback() {
    this.form?.removeEventListener("input", this.#later);
    clearTimeout(this.#timer);
    this.#asked?.abort();
  }

  #later = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
  };

  async #ask() {
    this.#asked?.abort();
    this.#asked = new AbortController();
    try {
      const answer = await fetch(this.dataset.url, {
        method: "POST",
        body: new URLSearchParams(new FormData(this.form)),
        signal: this.#asked.signal,
      });
      if (answer.ok || answer.status === 422) this.page.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") this.page.replaceChildren();
    }
  }
}

customElements.define("read-along", ReadAlong);
