// The map beside the list. It shows what the list on the page holds and asks for no other data: its
// points, their states and the shades of the regions are read from there. Without this script the
// list says it all.
const section = document.getElementById("mapa");
const result = document.getElementById("resultado");
const form = document.getElementById("filtros");
const count = document.getElementById("cuenta");
const words = section.dataset;
const CONTINENT = [[-55.6, -75.8], [-17.4, -66.3]];
const SHAPES = {
  adhered: '<circle cx="8" cy="8" r="6"/>',
  awarded: '<path d="M2.5 2.5h11v11h-11z"/>',
  revalidated: '<path d="M8 1.5 15 14H1z"/>',
  lapsed: '<circle cx="8" cy="8" r="5.2"/>',
  withdrawn: '<path d="m3 3 10 10M13 3 3 13"/>',
  nunca: '<circle cx="8" cy="8" r="3"/>',
};

const PIN = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 1a5 5 0 0 0-5 5c0 3.5 5 9 5 9s5-5.5 5-9a5 5 0 0 0-5-5z"/><circle cx="8" cy="6" r="1.8"/></svg>';

const markers = new Map();
let map, outlines, opener, asked, here;
let chosen = "", mayTellView = false, shownQuery = location.search;

const rows = () => [...result.querySelectorAll("li[data-point]")];
const pointOf = (row) => row.dataset.point.split(",").map(Number);
const nameOf = (row) => row.querySelector("a").textContent;

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// --- Points and regions ---------------------------------------------------------------------

function icon(status) {
  const html = `<svg viewBox="0 0 16 16" aria-hidden="true">${SHAPES[status] ?? SHAPES.nunca}</svg>`;
  return L.divIcon({ className: `atlas-point atlas-point-${status}`, html, iconSize: [24, 24] });
}

function draw() {
  for (const marker of markers.values()) marker.remove();
  markers.clear();
  for (const row of rows()) {
    const { code, status } = row.dataset;
    const state = row.querySelector(".atlas-status").textContent;
    // No stop of its own for the keyboard: the button beside each name in the list does the same.
    const marker = L.marker(pointOf(row), {
      icon: icon(status), keyboard: false, title: `${nameOf(row)}: ${state}`, riseOnHover: true,
    });
    marker.on("click", () => show(code, map.getContainer()));
    markers.set(code, marker.addTo(map));
    addButton(row);
  }
  shade();
  mark();
}

function addButton(row) {
  if (row.querySelector("button")) return;
  const button = make("button", { type: "button", className: "atlas-show", innerHTML: PIN });
  button.setAttribute("aria-label", `${words.show}: ${nameOf(row)}`);
  button.addEventListener("click", () => {
    goTo(row);
    show(row.dataset.code, button);
  });
  row.append(button);
}

function goTo(row) {
  map.setView(pointOf(row), Math.max(map.getZoom(), 8), { animate: false });
}

function shade() {
  if (!outlines) return;
  const shades = new Map();
  for (const row of result.querySelectorAll("tr[data-region]")) {
    shades.set(row.dataset.region, row.dataset.shade);
  }
  outlines.eachLayer((layer) => {
    const path = layer.getElement();
    path.setAttribute("class", `atlas-shade-${shades.get(layer.feature.properties.region_code) ?? "unknown"}`);
  });
}

function mark() {
  for (const [code, marker] of markers) {
    marker.getElement().classList.toggle("atlas-point-chosen", code === chosen);
  }
}

const regionChosen = () => new URLSearchParams(location.search).get("region");

function fit() {
  const region = regionChosen();
  const shown = rows();
  const part = region && outlines?.getLayers().find((one) => one.feature.properties.region_code === region);
  // Far islands are part of a region and no reason to see half an ocean.
  if (part) map.fitBounds(boundsNear(part), { animate: false });
  else if (shown.length && shown.length <= 8) {
    map.fitBounds(nearby(shown.map(pointOf)), { animate: false, maxZoom: 8, padding: [40, 40] });
  } else showWhole();
}

// Nothing hides behind the credits, which take several lines on a telephone.
function showWhole() {
  const credits = map.attributionControl?.getContainer().offsetHeight ?? 0;
  map.fitBounds(CONTINENT, { animate: false, paddingTopLeft: [0, 12], paddingBottomRight: [0, credits + 12] });
}

// Points on the continent; those of far islands alone when there are no others.
function nearby(points) {
  const continental = points.filter(([, longitude]) => longitude > -77);
  return continental.length ? continental : points;
}

function boundsNear(layer) {
  const rings = layer.getLatLngs().flat(Infinity).filter((point) => point.lng > -77);
  return L.latLngBounds(rings);
}

// --- What is told of one municipality ---------------------------------------------------------

async function show(code, from) {
  const panel = section.querySelector(".atlas-details");
  opener = from;
  chosen = code;
  mark();
  tellView();
  const close = make("button", { type: "button", className: "atlas-close", textContent: words.close });
  close.addEventListener("click", hide);
  tell(panel, close, make("h3", { id: "titulo-resumen", textContent: words.loading }));
  panel.hidden = false;
  panel.querySelector("h3").focus();
  try {
    const page = await fetched(`${words.details}${code}/`);
    if (chosen !== code) return;
    tell(panel, close, ...page.body.childNodes);
    keepInSight(code, panel);
  } catch {
    if (chosen !== code) return;
    tell(panel, close, make("h3", { id: "titulo-resumen", textContent: words.failed }));
  }
  // Once more, so that what has come is read out; not when the reader has gone on meanwhile.
  if (panel.contains(document.activeElement) || document.activeElement === document.body) {
    panel.querySelector("h3").focus();
  }
}

function tell(panel, ...parts) {
  panel.replaceChildren(...parts);
  panel.scrollTop = 0;
  panel.querySelector("h3").tabIndex = -1;
}

// The panel lies over the lower part of the map: the point goes to the middle of what is left.
function keepInSight(code, panel) {
  const marker = markers.get(code);
  if (!marker) return;
  const free = panel.offsetTop;
  const { y } = map.latLngToContainerPoint(marker.getLatLng());
  if (y > free - 16 || y < 16) map.panBy([0, y - free / 2], { animate: false });
}

function hide() {
  section.querySelector(".atlas-details").hidden = true;
  chosen = "";
  mark();
  tellView();
  (opener?.isConnected ? opener : map.getContainer()).focus();
}

async function fetched(address, signal) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(answer.status);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// --- Filters, without leaving the page ----------------------------------------------------------

function addressOf(values) {
  const chosen = [...new FormData(values)].filter(([, value]) => value.trim());
  const query = new URLSearchParams(chosen).toString();
  return query ? `${values.action}?${query}` : values.action;
}

async function filter(address, { isNew }) {
  asked?.abort();
  asked = new AbortController();
  shownQuery = new URL(address, location).search;
  // Emptied first: the same number twice is told twice.
  count.textContent = "";
  result.setAttribute("aria-busy", "true");
  let page;
  try {
    page = await fetched(address, asked.signal);
    if (!page.getElementById("resultado")) throw new Error("no list");
  } catch (error) {
    if (error.name === "AbortError") return;
    if (isNew) location.assign(address);
    else location.reload();
    return;
  }
  result.removeAttribute("aria-busy");
  if (isNew) history.pushState(null, "", address);
  result.replaceChildren(...page.getElementById("resultado").childNodes);
  for (const part of [".languages", "#aviso-registro", "#sombras", "#codigo-insertar"]) {
    const [mine, theirs] = [document.querySelector(part), page.querySelector(part)];
    if (mine && theirs) mine.replaceWith(theirs);
  }
  section.querySelector(".atlas-near").replaceChildren();
  here?.remove();
  if (!isNew) {
    for (const field of page.getElementById("filtros").elements) {
      if (field.name) form.elements[field.name].value = field.value;
    }
  }
  count.textContent = result.querySelector(".atlas-count").textContent;
  if (!map) return;
  draw();
  if (isNew || !viewInAddress()) fit();
}

// --- Where the reader is ------------------------------------------------------------------------

const RADIUS = 6371;
const radians = (degrees) => (degrees * Math.PI) / 180;

function kilometres([latitude, longitude], [otherLatitude, otherLongitude]) {
  const half =
    Math.sin(radians(otherLatitude - latitude) / 2) ** 2 +
    Math.cos(radians(latitude)) * Math.cos(radians(otherLatitude)) *
    Math.sin(radians(otherLongitude - longitude) / 2) ** 2;
  return 2 * RADIUS * Math.asin(Math.sqrt(half));
}

function near(position) {
  if (!rows().length) return;
  const place = [position.coords.latitude, position.coords.longitude];
  const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 0 });
  const nearest = rows()
    .map((row) => ({ row, distance: kilometres(place, pointOf(row)) }))
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 5);
  const list = make("ol", {}, ...nearest.map(({ row, distance }) => {
    const link = row.querySelector("a");
    return make("li", {}, make("a", { href: link.href, textContent: link.textContent }), ` ${numbers.format(distance)} km`);
  }));
  section.querySelector(".atlas-near").replaceChildren(make("p", { textContent: words.near }), list);
  here?.remove();
  here = L.circleMarker(place, { radius: 7, className: "atlas-here" }).bindTooltip(words.here).addTo(map);
  map.fitBounds([place, ...nearest.map(({ row }) => pointOf(row))], { animate: false, padding: [30, 30], maxZoom: 9 });
}

function askPosition() {
  navigator.geolocation.getCurrentPosition(near, () => {
    section.querySelector(".atlas-near").replaceChildren(make("p", { textContent: words.refused }));
  }, { timeout: 20_000, maximumAge: 300_000 });
}

// --- The view in the address: #6/-33.45/-70.66/13101 ----------------------------------------------

function tellView() {
  if (!mayTellView) return;
  const { lat, lng } = map.getCenter();
  const parts = [+map.getZoom().toFixed(2), lat.toFixed(3), lng.toFixed(3)];
  if (chosen) parts.push(chosen);
  history.replaceState(history.state, "", `#${parts.join("/")}`);
}

function viewInAddress() {
  const [zoom, latitude, longitude, code] = location.hash.slice(1).split("/");
  const numbers = [zoom, latitude, longitude].map((part) => (part ? Number(part) : NaN));
  const isView = Math.abs(numbers[1]) <= 85 && Math.abs(numbers[2]) <= 180 && numbers[0] <= 20;
  if (!isView) return false;
  map.setView(numbers.slice(1), numbers[0], { animate: false });
  if (markers.has(code)) show(code, map.getContainer());
  return true;
}

// --- Buttons, layers, streets ----------------------------------------------------------------------

function control(name, className, act) {
  const button = make("button", { type: "button", className, title: name });
  button.setAttribute("aria-label", name);
  button.addEventListener("click", act);
  return button;
}

function addControls() {
  const step = (x, y) => () => map.panBy([x, y], { animate: false });
  const box = L.control({ position: "topleft" });
  box.onAdd = () => {
    const element = make("div", { className: "atlas-controls" },
      control(words.zoomIn, "atlas-in", () => map.zoomIn(1, { animate: false })),
      control(words.zoomOut, "atlas-out", () => map.zoomOut(1, { animate: false })),
      control(words.whole, "atlas-whole", showWhole),
      control(words.north, "atlas-north", step(0, -120)),
      control(words.west, "atlas-west", step(-120, 0)),
      control(words.east, "atlas-east", step(120, 0)),
      control(words.south, "atlas-south", step(0, 120)));
    L.DomEvent.disableClickPropagation(element);
    return element;
  };
  box.addTo(map);
}

const layers = new Map();

async function toggleLayer(box) {
  const names = section.querySelector(`#${box.getAttribute("aria-describedby")}`);
  if (!layers.has(box)) layers.set(box, loadLayer(box.dataset.layer));
  try {
    const layer = await layers.get(box);
    layer.remove();
    names.replaceChildren();
    if (!box.checked) return;
    layer.addTo(map);
    names.append(...layer.getLayers().map((one) => make("li", { textContent: nameOfFeature(one.feature) })));
  } catch {
    layers.delete(box);
    box.checked = false;
    names.replaceChildren(make("li", { textContent: words.failed }));
  }
}

const nameOfFeature = (feature) => feature.properties?.name ?? "";

async function loadLayer(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  return L.geoJSON(await answer.json(), {
    pointToLayer: (feature, place) => L.circleMarker(place, { radius: 6, className: "atlas-other" }),
    onEachFeature: (feature, layer) => layer.bindTooltip(make("span", { textContent: nameOfFeature(feature) })),
  });
}

function showStreets(button) {
  const attribution = make("span", { textContent: button.dataset.attribution }).innerHTML;
  map.setMaxZoom(17);
  L.tileLayer(button.dataset.tiles, { attribution, maxZoom: 17, referrerPolicy: "strict-origin" }).addTo(map);
  section.classList.add("atlas-with-streets");
  map.getContainer().focus();
  button.parentElement.remove();
}

async function begin() {
  section.hidden = false;
  document.documentElement.classList.add("atlas-has-map");
  for (const part of document.querySelectorAll("[data-with-map]")) part.hidden = false;
  section.parentElement.querySelector("details[open]")?.removeAttribute("open");
  // The tag gives Leaflet the extent as bounds, towards which it would pull each view that shows all.
  map.setMaxBounds(null);
  map.invalidateSize({ animate: false });
  map.options.zoomSnap = 0.25;
  map.zoomControl.remove();
  map.attributionControl.addAttribution(words.credit);
  map.getContainer().setAttribute("role", "group");
  map.getContainer().setAttribute("aria-labelledby", "titulo-mapa");
  // The wheel and one finger move the page; the map takes them when it was asked to.
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) map.options.inertia = false;
  map.getPane("markerPane").setAttribute("aria-hidden", "true");
  map.scrollWheelZoom.disable();
  map.on("focus", () => map.scrollWheelZoom.enable()).on("blur", () => map.scrollWheelZoom.disable());
  if (matchMedia("(pointer: coarse)").matches) map.dragging.disable();
  addControls();
  fit();
  draw();
  performance.mark("atlas-points");
  const isSet = viewInAddress();
  try {
    const answer = await fetch(words.outlines);
    outlines = L.geoJSON(await answer.json(), { interactive: false, smoothFactor: 0.5 }).addTo(map);
    outlines.bringToBack();
    shade();
    if (!isSet && !chosen && regionChosen()) fit();
  } catch {
    // The points stand without the regions behind them, and the list without either.
  }
  requestAnimationFrame(() => {
    mayTellView = true;
    map.on("moveend", tellView);
  });
}

addEventListener("map:init", (event) => {
  map = event.detail.map;
  begin();
});
section.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen) hide();
});
const nearMe = section.querySelector("[data-near-me]");
// In the page of another site the browser gives no position unless that site lets it.
nearMe.hidden = !form || !("geolocation" in navigator);
nearMe.addEventListener("click", askPosition);
for (const box of section.querySelectorAll("[data-layer]")) box.addEventListener("change", () => toggleLayer(box));
const streets = section.querySelector("[data-tiles]");
streets?.addEventListener("click", () => showStreets(streets));
if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    filter(addressOf(form), { isNew: true });
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) filter(addressOf(form), { isNew: true });
  });
  result.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-clear]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    form.reset();
    for (const field of form.elements) if (field.name) field.value = "";
    filter(link.href, { isNew: true });
    form.elements.q.focus();
  });
  addEventListener("popstate", () => {
    if (location.search !== shownQuery) filter(location.href, { isNew: false });
  });
}
