// The library's editor opens a field for each text without saying what it is for. Each gets as its
// name what the screen shows: the name of the field, and the original text.
(() => {
  const UNNAMED = ".js-translation-editor textarea:not([aria-label])";
  const giveNames = () => {
    for (const field of document.querySelectorAll(UNNAMED)) {
      const original = field.closest("li");
      const heading = original.closest("ul").parentElement.querySelector("h3");
      const parts = [heading, original.querySelector("p")].filter(Boolean);
      field.setAttribute("aria-label", parts.map((part) => part.textContent.trim()).join(": "));
    }
  };
  new MutationObserver(giveNames).observe(document.documentElement, { childList: true, subtree: true });
})();
