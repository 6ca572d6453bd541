/* <code-from-link>: the QR code in the letter holds the code behind a #, which browsers never send to a server. This
   puts it in the field and takes it out of the address. Without it somebody types the code. */
class CodeFromLink extends HTMLElement {
  connectedCallback() {
    const code = decodeURIComponent(location.hash.slice(1));
    const field = this.querySelector("input[name=code]");
    if (!field || !/^[0-9A-Z]{12}$/i.test(code)) return;
    field.value = code.toUpperCase().replace(/(.{4})(?=.)/g, "$1 ");
    history.replaceState(null, "", location.pathname + location.search);
  }
}

customElements.define("code-from-link", CodeFromLink);
