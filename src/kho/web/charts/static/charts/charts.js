// Draws charts again by Vega, as wide as there is room, in the page's colours, with what each mark stands for; without
// this file the server's pictures stay. The page's form draws at once what is chosen, and the address follows.
(() => {
  const views = new WeakMap();
  const theme = () => document.documentElement.dataset.theme
    || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const tip = Object.assign(document.createElement("div"), { className: "chart-tip", hidden: true });
  document.body.append(tip);

  const showTip = (_, event, __, told) => {
    if (!told || typeof told !== "object") { tip.hidden = true; return; }
    const list = document.createElement("dl");
    for (const [name, value] of Object.entries(told)) {
      list.append(Object.assign(document.createElement("dt"), { textContent: name }));
      list.append(Object.assign(document.createElement("dd"), { textContent: value }));
    }
    tip.replaceChildren(list);
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 4))}px`;
    tip.style.top = `${event.clientY + 18 + box.height > innerHeight ? event.clientY - box.height - 12 : event.clientY + 18}px`;
  };

  const draw = async (figure) => {
    const place = figure.querySelector(".chart-place");
    const width = Math.max(260, Math.min(1200, Math.floor(figure.clientWidth / 20) * 20 - 20));
    const wanted = `${figure.dataset.vega}&width=${width}&theme=${theme()}`;
    if (figure.dataset.drawn === wanted) return;
    const answer = await fetch(wanted);
    if (!answer.ok) return;
    const runtime = vega.parse(await answer.json(), null, { ast: true });
    const made = document.createElement("div");
    const view = new vega.View(runtime, { expr: vega.expressionInterpreter, renderer: "svg", container: made, hover: true });
    view.tooltip(showTip);
    await view.runAsync();
    views.get(figure)?.finalize();
    views.set(figure, view);
    place.replaceChildren(made);
    figure.dataset.drawn = wanted;
  };
  const drawAll = () => document.querySelectorAll("[data-vega]").forEach((figure) => {
    draw(figure).catch((error) => console.warn("chart", error));
  });

  const NUMERIC = { histogram: ["x"], scatter: ["x", "y"] };
  const suit = (form) => (NUMERIC[form.elements.mark?.value] ?? []).forEach((name, at) => {
    const numbers = [...form.elements[name].options].filter((each) => "number" in each.dataset);
    if (!numbers.some((each) => each.selected)) (numbers[at] ?? numbers[0] ?? form.elements[name].options[0]).selected = true;
  });
  const fit = (form) => form.querySelectorAll("[data-marks]").forEach((part) => {
    part.hidden = !part.dataset.marks.split(" ").includes(form.elements[form.dataset.chartForm].value)
      || (part.contains(form.elements.of) && form.elements.measure.value === "count");
  });
  const said = (form) => {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const part = form.elements[name].closest?.("[data-marks]");
      if (value !== "" && !part?.hidden && !name.startsWith("_")) asked.append(name, value);
    }
    return `${form.action}?${asked}`;
  };
  let latest = 0;
  const redraw = async (form) => {
    const turn = ++latest;
    const address = said(form);
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== latest) return;
    document.getElementById("chart-result").replaceWith(page.getElementById("chart-result"));
    history.replaceState(null, "", address);
    ready();
    const told = document.querySelector("[data-chart-said]");
    told.textContent = told.dataset.done;
    document.dispatchEvent(new Event("chartready"));
  };
  const ready = () => {
    document.querySelectorAll("[data-copy]").forEach((button) => {
      button.hidden = !navigator.clipboard;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
        button.textContent = button.dataset.done;
      });
    });
    drawAll();
  };

  const form = document.querySelector("[data-chart-form]");
  if (form) {
    fit(form);
    form.addEventListener("change", (event) => {
      suit(form);
      fit(form);
      if (!event.target.name.startsWith("_")) redraw(form).catch(() => form.submit());
    });
  }
  ready();
  let timer;
  addEventListener("resize", () => { clearTimeout(timer); timer = setTimeout(drawAll, 200); });
  document.addEventListener("themechange", drawAll);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });
})();
