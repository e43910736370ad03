// Draws maps by MapLibre: our own features on plain ground, no tile and no glyph from anywhere. Without this file, or
// without WebGL, the server's picture stays; the table under it always has the same figures.
(() => {
  const worker = document.currentScript.dataset.worker;
  const theme = () => document.documentElement.dataset.theme
    || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  let live = null;

  const style = (look, features, ground) => {
    const palette = look.palettes[theme()], steps = look.steps[theme()];
    const filled = steps.length
      ? ["case", ["has", "class"], ["match", ["get", "class"], ...steps.flatMap((each, at) => [at, each]), palette.ground], palette.ground]
      : palette.spot;
    const is = (kind) => ["==", ["geometry-type"], kind];
    const cluster = look.points ? { cluster: true, clusterRadius: 36, clusterMaxZoom: 13 } : {};
    return {
      version: 8,
      sources: {
        ground: { type: "geojson", data: ground },
        features: { type: "geojson", data: features, generateId: true, ...cluster },
      },
      layers: [
        { id: "paper", type: "background", paint: { "background-color": colour("--card") } },
        { id: "land", type: "fill", source: "ground", filter: is("Polygon"), paint: { "fill-color": palette.ground } },
        { id: "grid", type: "line", source: "ground", filter: is("LineString"), paint: { "line-color": palette.grid } },
        { id: "borders", type: "line", source: "ground", filter: is("Polygon"), paint: { "line-color": palette.edge, "line-width": 0.5 } },
        { id: "areas", type: "fill", source: "features", filter: is("Polygon"), paint: { "fill-color": filled } },
        { id: "edges", type: "line", source: "features", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": palette.edge, "line-width": ["case", ["boolean", ["feature-state", "near"], false], 3, 0.7] } },
        { id: "dots", type: "circle", source: "features", filter: is("Point"), paint: {
          "circle-color": look.points ? palette.spot : filled,
          "circle-radius": look.points ? ["step", ["coalesce", ["get", "point_count"], 1], 5, 2, 9, 10, 13, 50, 18, 200, 24] : 9,
          "circle-opacity": look.points ? 0.8 : 1,
          "circle-stroke-color": look.points ? colour("--card") : palette.edge,
          "circle-stroke-width": ["case", ["boolean", ["feature-state", "near"], false], 3, 1],
        } },
      ],
    };
  };

  const tip = document.querySelector(".chart-tip");
  const lines = (section, found) => {
    const list = document.createElement("dl");
    const put = (name, value) => {
      list.append(Object.assign(document.createElement("dt"), { textContent: name }));
      list.append(Object.assign(document.createElement("dd"), { textContent: value }));
    };
    if (found.point_count) put("", section.dataset.several.replace("{n}", found.point_count));
    else if ("code" in found) put(found.name, found.told ?? section.dataset.none);
    else Object.entries(found).forEach(([name, value]) => put(name, value));
    return list;
  };

  const draw = async (section) => {
    const look = JSON.parse(section.dataset.map);
    const [features, ground] = await Promise.all([section.dataset.features, section.dataset.ground]
      .map(async (url) => (await fetch(url)).json()));
    const place = section.querySelector(".chart-place");
    const made = Object.assign(document.createElement("div"), { className: "map-live" });
    place.replaceChildren(made);
    const map = new maplibregl.Map({
      container: made, style: style(look, features, ground), bounds: look.box, fitBoundsOptions: { padding: 24 },
      attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, cooperativeGestures: false,
      locale: { "Map.Title": section.dataset.label, "NavigationControl.ZoomIn": section.dataset.in, "NavigationControl.ZoomOut": section.dataset.out },
    });
    map.scrollZoom.disable();
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
    let near = null;
    const leave = () => {
      if (near !== null) map.setFeatureState({ source: "features", id: near }, { near: false });
      near = null;
      tip.hidden = true;
      map.getCanvas().style.cursor = "";
    };
    map.on("mousemove", (event) => {
      const found = map.queryRenderedFeatures(event.point, { layers: ["dots", "areas"] })[0];
      leave();
      if (!found) return;
      if (found.id !== undefined) map.setFeatureState({ source: "features", id: near = found.id }, { near: true });
      tip.replaceChildren(lines(section, found.properties));
      tip.hidden = false;
      const box = tip.getBoundingClientRect(), { clientX, clientY } = event.originalEvent;
      tip.style.left = `${Math.max(4, Math.min(clientX + 14, innerWidth - box.width - 4))}px`;
      tip.style.top = `${clientY + 18 + box.height > innerHeight ? clientY - box.height - 12 : clientY + 18}px`;
    });
    map.on("mouseout", leave);
    map.on("click", "dots", async (event) => {
      const { properties, geometry } = event.features[0];
      if (!properties.cluster) return;
      const zoom = await map.getSource("features").getClusterExpansionZoom(properties.cluster_id);
      map.easeTo({ center: geometry.coordinates, zoom });
    });
    map.on("load", () => { section.dataset.drawn = "yes"; });
    return { map, restyle: () => map.setStyle(style(look, features, ground)) };
  };

  const ready = async () => {
    const section = document.querySelector("[data-map]");
    live?.map.remove();
    live = null;
    if (!section || !globalThis.maplibregl) return;
    const canvas = document.createElement("canvas");
    if (!canvas.getContext("webgl2")) return;
    live = await draw(section);
  };
  maplibregl.setWorkerUrl(worker);
  document.addEventListener("chartready", () => ready().catch((error) => console.warn("map", error)));
  document.addEventListener("themechange", () => live?.restyle());
  ready().catch((error) => console.warn("map", error));
})();
