// Passkeys: shows their buttons, which nothing else could answer, and sends what the key says.
"use strict";
(() => {
  const works = window.webauthnJSON && window.PublicKeyCredential;

  async function optionsOf(form) {
    if (form.dataset.passkey === "login") {
      const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      return (await answer.json()).request_options;
    }
    const found = JSON.parse(document.getElementById("passkey-options").textContent);
    return found.request_options || found.creation_options;
  }

  async function create(form) {
    const options = await optionsOf(form);
    const alone = form.elements.passwordless.checked;
    const selection = options.publicKey.authenticatorSelection;
    selection.residentKey = alone ? "required" : "discouraged";
    selection.requireResidentKey = alone;
    if (alone) selection.userVerification = "required";
    return window.webauthnJSON.create(options);
  }

  async function use(form) {
    return window.webauthnJSON.get(await optionsOf(form));
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!works) continue;
    const button = form.querySelector("[data-passkey-button]");
    const problem = form.querySelector("[data-passkey-error]");
    const act = form.dataset.passkey === "add" ? create : use;
    form.querySelector("[data-passkey-missing]").hidden = true;
    button.hidden = false;
    const run = async (event) => {
      event.preventDefault();
      problem.hidden = true;
      button.disabled = true;
      try {
        form.elements.credential.value = JSON.stringify(await act(form));
        form.submit();
      } catch {
        problem.hidden = false;
        button.disabled = false;
      }
    };
    button.addEventListener("click", run);
    // Enter in a field of this form would send it without a credential.
    form.addEventListener("submit", run);
  }
})();
