// Titles offered while somebody types in a search form. Without this script the forms work as they
// are; with it each is a combobox: arrows choose, Enter goes there, Escape closes.
const WAIT = 180; // milliseconds without a key before the server is asked
const SHORTEST = 2;

let numberOfLists = 0;

function enhance(form) {
  const input = form.querySelector("input[name=q]");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  const id = `suggestions-${(numberOfLists += 1)}`;
  let timer, asked, active = -1;

  list.id = id;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.label);
  status.className = "unseen";
  status.setAttribute("role", "status");
  form.append(list, status);
  // A search field may not be a combobox, a text field may.
  input.type = "text";
  input.enterKeyHint = "search";
  input.removeAttribute("list");
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": id,
    spellcheck: "false",
  })) input.setAttribute(name, value);

  const options = () => [...list.children];

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(number) {
    active = number;
    options().forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === number));
      if (index === number) option.scrollIntoView({ block: "nearest" });
    });
    if (number < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options()[number].id);
  }

  function show(found) {
    list.replaceChildren(
      ...found.map((one, index) => {
        const option = document.createElement("li");
        option.id = `${id}-${index}`;
        option.setAttribute("role", "option");
        option.dataset.url = one.url;
        const title = document.createElement("span");
        title.textContent = one.title;
        if (one.language !== document.documentElement.lang) title.lang = one.language;
        const kind = document.createElement("small");
        kind.textContent = one.kind;
        option.append(title, " ", kind);
        return option;
      }),
    );
    choose(-1);
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = `${form.dataset.label}: ${found.length}`;
  }

  async function ask() {
    const text = input.value.trim();
    asked?.abort();
    if (text.length < SHORTEST) return close();
    asked = new AbortController();
    const address = `${form.dataset.suggestions}?${new URLSearchParams({ q: text })}`;
    try {
      const answer = await fetch(address, { signal: asked.signal, credentials: "omit" });
      if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions);
    } catch {
      // Asked again meanwhile, or no network: the form goes on without.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      // From the text to the first or the last, around, and back to the text between them.
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((active + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(options()[active].dataset.url);
    }
  });
  // Before the field loses its focus, which closes the list.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  input.addEventListener("blur", () => {
    clearTimeout(timer);
    asked?.abort();
    close();
  });
}

for (const form of document.querySelectorAll("form[data-suggestions]")) enhance(form);
