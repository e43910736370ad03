// Offers what a search may mean while it is typed: the combobox pattern of WAI-ARIA 1.2. Without this, Enter searches.
(() => {
  const WAIT = 120; // milliseconds after the last key
  for (const form of document.querySelectorAll("form[data-suggest]")) {
    const input = form.querySelector("input[type=search]");
    const list = document.createElement("ul");
    list.id = `${input.id}-suggestions`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0].textContent);
    list.hidden = true;
    form.append(list);
    Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })
      .forEach(([name, value]) => input.setAttribute(name, value));

    let timer, asked = 0, chosen = -1;
    const options = () => [...list.querySelectorAll("[role=option]")];
    const show = (shown) => {
      list.hidden = !shown;
      input.setAttribute("aria-expanded", String(shown));
      if (!shown) choose(-1);
    };
    const choose = (place) => {
      chosen = place;
      options().forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
      if (place < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", options()[place].id);
    };
    const ask = async () => {
      const mine = ++asked, text = input.value.trim();
      if (!text) { show(false); return; }
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`).catch(() => null);
      if (!answer?.ok || mine !== asked) return;
      list.innerHTML = await answer.text();
      show(options().length > 0);
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
    input.addEventListener("keydown", (event) => {
      const count = options().length;
      if (list.hidden || !count) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        choose((chosen + step + count + (chosen < 0 && step < 0 ? 1 : 0)) % count);
      } else if (event.key === "Enter" && chosen >= 0) {
        event.preventDefault();
        options()[chosen].querySelector("a").click();
      } else if (event.key === "Escape") {
        event.preventDefault(); // else the browser would also empty the box
        show(false);
      }
    });
    input.addEventListener("blur", () => setTimeout(() => show(false), 150));
  }
})();
