// Suggestions while somebody types, after the pattern of a combobox with a list. The form works
// without this file, and as it did where a request fails.
"use strict";
(() => {
  const WAIT = 150;

  const equip = (form) => {
    const input = form.querySelector("input[name=q]");
    const list = document.createElement("ul");
    let timer = 0;
    let asked = null;
    let active = -1;

    list.id = `${input.id}-list`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.suggestLabel);
    form.append(list);
    for (const [name, value] of Object.entries({
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": list.id,
    })) input.setAttribute(name, value);

    const show = (open) => {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) mark(-1);
    };

    const mark = (place) => {
      active = place;
      [...list.children].forEach((option, at) =>
        option.setAttribute("aria-selected", String(at === place)));
      if (place < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", list.children[place].id);
        list.children[place].scrollIntoView({ block: "nearest" });
      }
    };

    const choose = (title) => {
      input.value = title;
      show(false);
      form.requestSubmit();
    };

    const fill = (titles) => {
      list.replaceChildren(...titles.map((title, at) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${at}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = title;
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => choose(title));
        return option;
      }));
      active = -1;
      show(titles.length > 0 && document.activeElement === input);
    };

    const ask = async () => {
      const text = input.value.trim();
      asked?.abort();
      if (!text) return fill([]);
      asked = new AbortController();
      try {
        const address = `${form.dataset.suggest}?q=${encodeURIComponent(text.slice(0, 60))}`;
        const answer = await fetch(address, { signal: asked.signal, credentials: "omit" });
        fill(answer.ok ? (await answer.json()).titles : []);
      } catch (error) {
        if (error.name !== "AbortError") fill([]);
      }
    };

    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    };

    input.addEventListener("input", (event) => { if (!event.isComposing) later(); });
    input.addEventListener("compositionend", later);
    input.addEventListener("blur", () => { clearTimeout(timer); asked?.abort(); show(false); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const count = list.children.length;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && count) {
        event.preventDefault();
        if (list.hidden) show(true);
        // One place more than there are options: the field itself.
        mark((active + 1 + step + count + 1) % (count + 1) - 1);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        show(false);
      } else if (event.key === "Enter" && !list.hidden && active >= 0) {
        event.preventDefault();
        choose(list.children[active].textContent);
      }
    });
  };

  document.querySelectorAll("form[data-suggest]").forEach(equip);
})();
