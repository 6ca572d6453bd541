/* <ballot-total data-form data-amount data-points>: keeps the running total up to date while somebody chooses. Without
   it the button "Reken uit" shows the same sentence. */
const EUROS = new Intl.NumberFormat("nl-NL", { minimumFractionDigits: 0, maximumFractionDigits: 2 });
const euros = (cents) => `€\u00a0${EUROS.format(cents / 100)}`.replace(/,(\d)$/, ",$10");
const cents = (text) => Math.round(Number(text) * 100);

class BallotTotal extends HTMLElement {
  connectedCallback() {
    this.querySelector("[name=reken]").remove();
    this.addEventListener("change", this);
    this.addEventListener("input", this);
    this.#show();
  }

  handleEvent(event) {
    const { name, value, checked } = event.target;
    if (name === "help" && checked) this.querySelector(`[name=keuze][value="${value}"]`).checked = true;
    if (name === "keuze" && !checked) {
      const help = this.querySelector(`[name=help][value="${value}"]`);
      if (help) help.checked = false;
    }
    this.#show();
  }

  #show() {
    const words = this.dataset.form === "points" ? this.#points() : this.#plans();
    const shown = this.querySelector("[data-total]");
    if (shown.textContent !== words) shown.textContent = words;
  }

  #points() {
    const given = [...this.querySelectorAll("[name^=punten-]")].map((field) => Number.parseInt(field.value, 10) || 0);
    const plans = given.filter((points) => points > 0);
    return `${chosen(plans.length)} Je gaf ${plans.reduce((sum, points) => sum + points, 0)} van de ${this.dataset.points} punten.`;
  }

  #plans() {
    const ticked = [...this.querySelectorAll("[name=keuze]:checked")];
    const total = ticked.reduce((sum, box) => sum + cents(box.dataset.cost), 0);
    let words = chosen(ticked.length);
    if (ticked.length) words += ticked.length === 1 ? ` Het vraagt ${euros(total)}.` : ` Samen vragen ze ${euros(total)}.`;
    if (this.dataset.form !== "knapsack") return words;
    const left = cents(this.dataset.amount) - total;
    return `${words} ${left >= 0 ? `Je hebt nog ${euros(left)} te verdelen.` : `Dat is ${euros(-left)} te veel.`}`;
  }
}

const chosen = (number) => `Je koos ${number} ${number === 1 ? "plan" : "plannen"}.`;

customElements.define("ballot-total", BallotTotal);
