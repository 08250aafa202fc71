/* Makes the form live: a move of a lever asks GraphQL for the expected course, then for luck.
   Without this script the form is sent, and the server answers with a page. */

const form = document.getElementById("levers");
const result = document.getElementById("result");
const status = document.getElementById("status");
const texts = JSON.parse(document.getElementById("texts").textContent);
const source = (name) => document.getElementById(`document-${name}`).textContent;
const language = form.dataset.language;
const CUT_OFF = "CUT_OFF";
const PAUSE = 60; // so long a lever must rest before it is asked about [ms]
const IDLE = 3000; // so long it must rest before charts out of sight are drawn [ms]
const live = document.getElementById("answers") !== null; // or a problem, or a run that plays

const filled = (text, named) => text.replace(/\{(\w+)\}/g, (_, name) => named[name]);

/** Says how it stands; what is wrong stays in sight, wherever on the page one is. */
function say(text, wrong = false) {
  status.textContent = text;
  status.classList.toggle("wrong", wrong);
}

/* ---- Levers: what they say ---- */

/** A number as an address has it; null where none was typed. The server reads it by the same rule. */
function typed(text, percent) {
  let plain = text.trim().replace("\u2212", "-");
  if (/^[1-9]\d{0,2}([.,]\d{3})+$/.test(plain)) plain = plain.replace(/[.,]/g, "");
  if (!/^-?\d{1,18}([.,]\d{1,15})?$/.test(plain)) return null;
  const value = Number(plain.replace(",", "."));
  return percent ? Number((value / 100).toPrecision(15)) : value;
}

/** Shows a number in a field, in the notation of the page. */
const shown = (value) => (language === "NL" ? String(value).replace(".", ",") : String(value));

/** Marks what is not as by default, and what is no number; tells the figures that were changed. */
function changes() {
  const found = [];
  for (const one of form.querySelectorAll("[data-choice], [data-plain], [type=date]")) {
    one.closest(".lever").classList.toggle("changed", one.value.trim() !== (one.dataset.default ?? ""));
    if ("plain" in one.dataset) judged(one, typed(one.value, false));
    else if (one.type === "date") judged(one, 0);
  }
  for (const lever of form.querySelectorAll("[data-lever]")) {
    const field = lever.querySelector("input[type=text]");
    const percent = "percent" in lever.dataset;
    const value = typed(field.value, percent);
    const changed = field.value.trim() !== "" && value !== typed(lever.dataset.default, percent);
    lever.classList.toggle("changed", changed);
    lever.querySelector("[data-reset]").hidden = !changed;
    judged(field, value);
    if (changed && value !== null) found.push([lever.dataset.lever, value]);
  }
  return found;
}

/** Says beside a field that what was typed is no number; null: that is no number. */
function judged(field, value) {
  const wrong = field.value.trim() !== "" && (value === null || !whole(field, value));
  complain(field, wrong ? filled(texts.noNumber, { label: labelOf(field), text: field.value.trim() }) : "");
}

const labelOf = (field) => field.closest(".lever").querySelector("label").textContent;
/** Years and seeds have no decimals. */
const whole = (field, value) => !["start", "years", "seed"].includes(field.name) || Number.isInteger(value);

function complain(field, said) {
  const lever = field.closest(".lever");
  field.setAttribute("aria-invalid", String(said !== ""));
  lever.classList.toggle("wrong-one", said !== "");
  let why = lever.querySelector(".why");
  if (!said) { why?.remove(); return; }
  if (!why) {
    why = Object.assign(document.createElement("p"), { className: "why" });
    (field.closest(".field") ?? field).after(why);
  }
  if (why.textContent !== said) why.textContent = said;
}

const field = (name) => form.elements[name];
/** The number in a field, or the one that it has by default. */
const number = (name) => typed(field(name).value || (field(name).dataset.default ?? ""), false);
const chosen = (name) => [...form.querySelectorAll(`[name=${name}]:checked`)].map((box) => box.value);
const hidden = (name) => [...form.querySelectorAll(`[name=${name}]`)].map((one) => one.value);

/** All that the form says: of what GraphQL is asked, and as the parameters of the address. */
function asked() {
  const figures = changes();
  const dated = hidden("dated").map((text) => text.match(/^(\w+):([^@]+)@(.+)$/)).filter(Boolean);
  const later = hidden("later").map((text) => text.split(":"));
  const ended = field("endedOn").value;
  const campaign = field("campaignOn").value;
  const bursts = hidden("burst").map((text) => text.split(":"));
  if (!campaign && number("campaignSize") !== null) complain(field("campaignOn"), texts.noDay);
  const plain = { changes: [
    ...figures.map(([name, value]) => ({ parameter: name.toUpperCase(), value })),
    ...dated.map(([, name, value, from]) => ({ parameter: name.toUpperCase(), value: Number(value), from })),
  ] };
  for (const name of ["link", "hours", "supplementary", "app", "channels", "basis"]) {
    plain[name] = field(name).value;
  }
  const beside = {
    ...plain,
    adoptedOn: field("adoptedOn").value || null,
    notJoining: chosen("apart").length ? chosen("apart") : null,
    later: [
      ...later.map(([from, scenario]) => ({ from, scenario })),
      ...(ended ? [{ from: ended, scenario: "ENDED" }] : []),
    ],
    campaigns: [
      ...(campaign ? [{ from: campaign, registrations: number("campaignSize") ?? 0 }] : []),
      ...bursts.map(([from, size]) => ({ from, registrations: Number(size) })),
    ],
  };
  return {
    start: number("start"),
    years: number("years"),
    engine: field("engine").value,
    replications: Number(field("replications").value),
    step: field("step").value,
    seed: number("seed"),
    precision: field("precision") ? Number(field("precision").value) : null,
    doubt: field("doubt").value,
    baseline: { scenario: field("baseline").value, ...plain },
    alternatives: chosen("scenario").map((scenario) => ({ scenario, ...beside })),
  };
}

/* ---- Asking ---- */

async function graphql(name, variables, signal) {
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query: source(name), variables }),
    signal,
  }).catch((error) => { throw error.name === "AbortError" ? error : Object.assign(error, { code: CUT_OFF }); });
  const told = await answer.json();
  if (told.errors) throw Object.assign(new Error(told.errors[0].message), told.errors[0].extensions);
  return told.data;
}

/** Which charts are in sight: the others wait until they are. */
const inSight = new Set();
const stale = new Set();

function kinds(figures) {
  return Object.fromEntries(figures.map((one) => [one.dataset.chart.toLowerCase(), true]));
}

let resting = null;
let idle = null;
let asking = null; // stops the question that is under way
let answered = null; // the question whose answer is shown

async function ask({ input, year }, figures, signal) {
  const told = await graphql("whatif", { input, language, year, ...kinds(figures) }, signal);
  show(told.comparison, figures, input);
}

/** Why there is nothing to ask. */
function unfit(input) {
  const wrong = form.querySelector("[aria-invalid=true]");
  if (wrong) return wrong.closest(".lever").querySelector(".why").textContent;
  return input.alternatives.length ? "" : texts.choose;
}

const charts = () => [...document.querySelectorAll("[data-chart]")];

/** Says of a chart whether it shows what was before; such a one is not printed. */
function isStale(figure, is) {
  stale[is ? "add" : "delete"](figure);
  if (is) figure.dataset.stale = texts.stale;
  else delete figure.dataset.stale;
}

/** A lever was moved: the expected course at once, and luck after it. */
async function moved() {
  asking?.abort();
  clearTimeout(idle);
  clearTimeout(resting);
  asking = new AbortController();
  const { signal } = asking;
  const input = asked();
  const wrong = unfit(input);
  if (wrong) {
    result.setAttribute("aria-busy", "false");
    say(wrong, true);
    return;
  }
  const question = { input, year: Number(field("year").value) || null };
  answered = null;
  charts().forEach((one) => isStale(one, true));
  const seen = charts().filter((one) => inSight.has(one));
  result.setAttribute("aria-busy", "true");
  say(texts.computing);
  try {
    if (input.doubt === "CHANCE" && input.engine !== "ANALYTIC" && input.precision === null) {
      await ask({ ...question, input: { ...input, engine: "ANALYTIC" } }, seen, signal);
      say(texts.drawing);
    }
    await ask(question, seen, signal);
    answered = question;
    seen.forEach((one) => isStale(one, false));
    document.getElementById("problem")?.remove();
    say(texts.done);
  } catch (error) {
    if (error.name === "AbortError") return;
    await refused(error, signal);
  } finally {
    if (!signal.aborted) result.setAttribute("aria-busy", "false");
  }
  if (answered === question) {
    caughtUp(); // what was scrolled into sight meanwhile
    idle = setTimeout(() => catchUp([...stale]), IDLE);
  }
}

/** Why there is no answer: in the page's language, as the page of this address says it. */
async function refused(error, signal) {
  if (error.code === CUT_OFF) {
    say(texts.cutOff, true);
    resting = setTimeout(moved, 2000);
    return;
  }
  if (!error.code) reportError(error); // no refusal: a defect of ours
  try {
    const answer = await fetch(address(), { headers: { accept: "text/html" }, signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const problem = page.getElementById("problem");
    if (answer.redirected) history.replaceState(null, "", answer.url);
    if (!problem && error.code && answer.ok) location.assign(answer.url); // it can be answered by now
    if (!problem) throw error;
    const said = [...problem.querySelectorAll("li")].map((one) => one.textContent).join(" ");
    document.getElementById("problem")?.remove();
    problem.removeAttribute("role"); // the status says it
    status.after(document.importNode(problem, true));
    say(said, true);
  } catch (other) {
    if (other.name !== "AbortError") say(filled(texts.failed, { why: error.message }), true);
  }
}

/** Where the form leads when it is sent. */
const address = () => `/?${new URLSearchParams(new FormData(form))}`;

/** Charts that show what was before are drawn of the answer that is shown. */
async function catchUp(figures) {
  const question = answered;
  if (!figures.length || !question) return;
  figures.forEach((one) => stale.delete(one)); // so that they are asked about once
  try {
    await ask(question, figures, asking.signal);
    if (answered === question) figures.forEach((one) => isStale(one, false));
  } catch (error) {
    figures.forEach((one) => isStale(one, true));
    if (error.name !== "AbortError" && error.code !== CUT_OFF) await refused(error, asking.signal);
  }
}

/** A chart came into sight that shows what was before. */
const caughtUp = () => catchUp([...stale].filter((one) => inSight.has(one)));

/* ---- Showing ---- */

function show(comparison, figures, input) {
  fill("answers", "answer-template", comparison.answers);
  fill("standings", "standing-template", comparison.standings);
  for (const figure of figures) draw(figure, comparison[figure.dataset.chart.toLowerCase()]);
  for (const place of document.querySelectorAll("[data-reproduction]")) {
    const told = comparison.reproduction[place.dataset.reproduction] ?? "–";
    place.textContent = (place.dataset.before ?? "") + told;
  }
  const { parameters } = comparison.reproduction;
  if (parameters && input.engine === field("engine").value) readdress(parameters);
  document.getElementById("caption").textContent = filled(texts.caption, { year: yearLookedAt() });
  for (const [name, value] of Object.entries(computedWith(comparison, input))) {
    document.querySelector(`[data-fact=${name}]`).textContent = value;
  }
}

const yearLookedAt = () => field("year").value || number("start") + number("years") - 1;

/** How the answer was got, in the words of the form. */
function computedWith(comparison, input) {
  const called = (name) => form.querySelector(`#${name} [value="${input[name]}"]`).textContent;
  const { replications, seed } = comparison.baseline;
  const projections = [comparison.baseline, ...comparison.alternatives.map((one) => one.projection)];
  return {
    engine: called("engine"),
    replications: replications === null ? "–" : replications.toLocaleString(language.toLowerCase()),
    seed: seed ?? "–",
    doubt: called("doubt"),
    hashes: projections.map((one) => one.inputHash).join(", "),
  };
}

/** Fills a list: what is there already is kept, so that nothing jumps. */
function fill(id, template, rows) {
  const list = document.getElementById(id);
  while (list.children.length > rows.length) list.lastElementChild.remove();
  while (list.children.length < rows.length) {
    list.append(document.getElementById(template).content.cloneNode(true));
  }
  rows.forEach((row, i) => {
    const element = list.children[i];
    for (const place of [element, ...element.querySelectorAll("[data-text]")]) {
      if (place.dataset.text in row) place.textContent = row[place.dataset.text];
    }
  });
}

function draw(figure, chart) {
  if (!chart) return;
  for (const name of ["title", "summary"]) {
    figure.querySelector(`[data-text=${name}]`).textContent = chart[name];
  }
  const svg = new DOMParser().parseFromString(chart.svg, "image/svg+xml").documentElement;
  figure.querySelector("[data-picture]").replaceChildren(document.importNode(svg, true));
  const [head] = figure.querySelectorAll("thead tr");
  head.replaceChildren(...chart.table.columns.map((text) => cell("th", text, "col")));
  figure.querySelector("tbody").replaceChildren(...chart.table.rows.map((cells) => {
    const row = document.createElement("tr");
    row.append(...cells.map((text, i) => (i ? cell("td", text) : cell("th", text, "row"))));
    return row;
  }));
}

function cell(name, text, scope) {
  const made = document.createElement(name);
  made.textContent = text;
  if (scope) made.scope = scope;
  return made;
}

/** Puts the what-if into the address, and into all links that carry it. */
function readdress(parameters) {
  const kept = [...form.querySelectorAll("[data-unshown]")].filter((one) => !parameters.includes(`${one.name}=`));
  for (const one of kept) parameters += `&${one.name}=${one.value}`;
  const own = [];
  if (field("year").value) own.push(`year=${field("year").value}`);
  if (language !== "NL") own.unshift(`language=${language}`);
  const query = [...own, parameters].join("&");
  history.replaceState(null, "", `/?${query}`);
  for (const link of document.querySelectorAll("[data-link]")) link.href = `${link.dataset.link}?${query}`;
  for (const link of document.querySelectorAll("[data-rest]")) {
    link.href = `/api/v1/comparisons?${parameters}&format=${link.dataset.rest}`;
  }
  for (const link of document.querySelectorAll("[hreflang]")) {
    link.href = language === "NL" ? `/?language=EN&${query}` : `/?${query.replace(/^language=EN&/, "")}`;
  }
}

/* ---- Runs in the background ---- */

function follow(section) {
  const told = section.querySelector("[data-text=told]");
  const end = section.querySelector("[data-text=end]");
  const bar = section.querySelector("progress");
  const events = new EventSource(`/api/v1/runs/${section.dataset.run}/events`);
  events.onmessage = (event) => {
    const run = JSON.parse(event.data);
    const count = new Intl.NumberFormat(language.toLowerCase());
    const named = { done: count.format(run.replicationsDone), all: count.format(run.replications) };
    told.textContent = `${texts[run.state]} ${filled(texts["so far"], named)}`;
    bar.value = run.replicationsDone;
    const at = run.expectedEnd && new Date(run.expectedEnd).toLocaleTimeString(language.toLowerCase());
    end.textContent = at ? filled(texts.ends, { time: at }) : "";
    if (["SUCCEEDED", "FAILED", "CANCELED"].includes(run.state)) {
      events.close();
      location.reload();
    }
  };
}

/* ---- Beginning ---- */

function rest() {
  clearTimeout(resting);
  if (live) resting = setTimeout(moved, PAUSE);
}

/** Offers the years that there now are, the last of them if the one looked at is none of these. */
function reckon() {
  const first = number("start");
  const count = number("years");
  if (!Number.isInteger(first) || !(count >= 1 && count <= 30)) return;
  const year = field("year");
  const looked = year.value;
  const years = Array.from({ length: count }, (_, i) => String(first + i));
  const last = new Option(filled(texts.last, { year: years.at(-1) }), "");
  year.replaceChildren(last, ...years.map((one) => new Option(one, one)));
  year.value = years.includes(looked) ? looked : "";
}

function slide(input) {
  const lever = input.closest("[data-lever]");
  const slider = document.createElement("input");
  const { least, greatest, step, stands } = input.dataset;
  Object.assign(slider, { type: "range", min: least, max: greatest, step });
  slider.value = input.value.replace(",", ".") || stands;
  slider.setAttribute("aria-label", filled(texts.slider, { label: lever.querySelector("label").textContent }));
  slider.addEventListener("input", () => { input.value = shown(slider.value); rest(); });
  input.addEventListener("input", () => { slider.value = input.value.replace(",", ".") || stands; });
  input.before(slider);
}

form.querySelectorAll("[data-least]").forEach(slide);
form.addEventListener("input", (event) => {
  if (event.target.name === "start" || event.target.name === "years") reckon();
  if (event.target.type !== "range") rest();
});
form.addEventListener("change", () => { if (!live) form.submit(); });
form.addEventListener("submit", (event) => {
  if (live) { event.preventDefault(); moved(); }
});
form.addEventListener("click", (event) => {
  const back = event.target.closest("[data-reset]");
  if (!back) return;
  event.preventDefault();
  const input = field(back.dataset.reset);
  input.value = input.closest("[data-lever]").dataset.default;
  for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true }));
  input.focus();
});

const sight = new IntersectionObserver((entries) => {
  for (const one of entries) inSight[one.isIntersecting ? "add" : "delete"](one.target);
  caughtUp();
}, { rootMargin: "100px" });
charts().forEach((figure) => sight.observe(figure));
window.addEventListener("beforeprint", () => { clearTimeout(idle); catchUp([...stale]); });

const run = document.getElementById("run");
if (run && !["SUCCEEDED", "FAILED", "CANCELED"].includes(run.dataset.state)) follow(run);
document.getElementById("problem")?.focus();
