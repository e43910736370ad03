// Leaves of a table only the rows whose name or group has all the words typed, with or without accents. Without this, all stay.
(() => {
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
  for (const box of document.querySelectorAll("[data-filter]")) {
    const table = document.getElementById(box.dataset.filter), said = box.querySelector("[data-said]");
    const groups = [...table.tBodies].map((body) => {
      const [head, ...rows] = body.rows;
      return { body, rows: rows.map((row) => ({ row, text: fold(`${head.textContent} ${row.cells[0].textContent}`) })) };
    });
    const filter = (typed) => {
      const words = fold(typed).split(/\s+/).filter(Boolean);
      let left = 0;
      for (const { body, rows } of groups) {
        const shown = rows.filter(({ row, text }) => !(row.hidden = !words.every((word) => text.includes(word))));
        body.hidden = shown.length === 0;
        left += shown.length;
      }
      said.textContent = words.length ? said.dataset.said.replace("{n}", left) : "";
    };
    const input = box.querySelector("input");
    input.addEventListener("input", () => filter(input.value));
    // A link to a row that is filtered out shows all rows again.
    addEventListener("hashchange", () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target?.hidden || target?.closest("tbody")?.hidden) { input.value = ""; filter(""); target.scrollIntoView(); }
    });
    box.hidden = false;
  }
})();
