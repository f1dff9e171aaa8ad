// The query box: DuckDB in a worker of this page, on the copy of the data that lies beside it.
// Nothing is loaded before the first query, and nothing ever from another place.

const MOST_ROWS = 500;
const box = document.querySelector(".console");
const [sql, run, state, problem, result, save] = ["sql", "run", "state", "problem", "result", "save"].map((id) =>
  document.getElementById(id),
);
const examples = [...box.querySelectorAll("[data-sql]")];
const grouped = new Intl.NumberFormat("en");
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
const at = (path) => new URL(path, document.baseURI).href;

let engine = null; // a promise of {db, connection, Type} once the first query was run
let stop = null; // ends the query that is running

async function fetched(path, name) {
  const response = await fetch(at(path));
  if (!response.ok) throw new Error(`${name} could not be loaded (${response.status}): ${path}`);
  const total = Number(response.headers.get("Content-Length"));
  const parts = [];
  let loaded = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    loaded += value.length;
    state.textContent = `Loading ${name}: ${megabytes(loaded)}${total ? ` of ${megabytes(total)}` : ""} MB`;
  }
  return unpacked(new Blob(parts));
}

// A server may have undone the compression on the way: gzip is told by its first bytes.
async function unpacked(blob) {
  const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  if (first !== 0x1f || second !== 0x8b) return blob;
  return new Response(blob.stream().pipeThrough(new DecompressionStream("gzip"))).blob();
}

async function start() {
  const { engine: folder, database } = box.dataset;
  const { AsyncDuckDB, VoidLogger, Type } = await import(at(`${folder}duckdb.mjs`));
  const wasm = await fetched(`${folder}duckdb-eh.wasm.gz`, "DuckDB");
  const data = await fetched(database, "the data");
  state.textContent = "Starting DuckDB";
  const db = new AsyncDuckDB(new VoidLogger(), new Worker(at(`${folder}duckdb-browser-eh.worker.js`)));
  const address = URL.createObjectURL(new Blob([wasm], { type: "application/wasm" }));
  await db.instantiate(address);
  URL.revokeObjectURL(address);
  await db.open({ query: { castDecimalToDouble: true } });
  await db.registerFileBuffer("onrecord.duckdb", new Uint8Array(await data.arrayBuffer()));
  const connection = await db.connect();
  // DuckDB 1.4.3 takes date_trunc of a nullable day for never null, and NULL for a day (duckdb#20371).
  await connection.query("SET disabled_optimizers = 'statistics_propagation'");
  await connection.query("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false");
  await connection.query("ATTACH 'onrecord.duckdb' AS onrecord (READ_ONLY); USE onrecord");
  return { db, connection, Type };
}

async function answer(text) {
  engine ??= start();
  engine.catch(() => (engine = null));
  const { db, connection, Type } = await engine;
  state.textContent = "Running";
  const stopped = new Promise((_, reject) => {
    stop = () => {
      engine = null;
      db.terminate();
      reject(new Error("Stopped."));
    };
    run.textContent = "Stop";
  });
  const began = performance.now();
  const table = await Promise.race([connection.query(text), stopped]);
  return { table, Type, took: performance.now() - began };
}

async function ask() {
  if (stop) return stop();
  if (run.getAttribute("aria-busy")) return undefined;
  run.setAttribute("aria-busy", "true");
  problem.hidden = result.hidden = save.hidden = true;
  problem.textContent = "";
  result.replaceChildren();
  try {
    show(await answer(sql.value));
  } catch (error) {
    state.textContent = "";
    problem.textContent = error.message || String(error);
    problem.hidden = false;
  } finally {
    stop = null;
    run.textContent = "Run";
    run.removeAttribute("aria-busy");
  }
  return undefined;
}

function show({ table, Type, took }) {
  const fields = table.schema.fields;
  const count = table.numRows;
  const shown = Math.min(count, MOST_ROWS);
  const rows = Array.from({ length: shown }, (_, i) => fields.map((f, c) => written(table.getChildAt(c).get(i), f.type, Type)));
  const right = fields.map((f) => [Type.Int, Type.Float, Type.Decimal].includes(f.type.typeId));
  const said = `${grouped.format(count)} ${count === 1 ? "row" : "rows"} in ${Math.max(1, Math.round(took))} ms`;
  state.textContent = shown < count ? `${said}; the first ${shown} are shown` : said;
  if (!fields.length) return;
  result.replaceChildren(drawn(fields.map((f) => f.name), rows, right, said));
  result.hidden = save.hidden = false;
  save.firstElementChild.onclick = () => saved(table, fields, Type);
}

function drawn(names, rows, right, caption) {
  const table = document.createElement("table");
  table.createCaption().textContent = caption;
  table.caption.className = "vh";
  const head = table.createTHead().insertRow();
  names.forEach((name, c) => {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    if (right[c]) cell.className = "n";
    head.append(cell);
  });
  const body = table.createTBody();
  for (const values of rows) {
    const line = body.insertRow();
    values.forEach((value, c) => {
      const cell = line.insertCell();
      cell.textContent = value ?? "null";
      cell.className = value === null ? "null" : right[c] ? "n" : "";
    });
  }
  return table;
}

// A value as text: null stays null, days in ISO form, lists and structs as DuckDB writes them.
function written(value, type, Type) {
  if (value === null || value === undefined) return null;
  switch (type.typeId) {
    case Type.Date:
      return new Date(Number(value)).toISOString().slice(0, 10);
    case Type.Timestamp:
      return new Date(Number(value)).toISOString().replace("T", " ").slice(0, 19);
    case Type.Int:
    case Type.Float:
      return number(value);
    case Type.List:
      return `[${Array.from(value, (v) => written(v, type.children[0].type, Type) ?? "NULL").join(", ")}]`;
    case Type.Struct:
      return `{${type.children.map((f) => `${f.name}: ${written(value[f.name], f.type, Type) ?? "NULL"}`).join(", ")}}`;
    default:
      return String(value);
  }
}

function number(value) {
  if (typeof value === "bigint" || Number.isInteger(value)) return grouped.format(value);
  return String(Number(value.toPrecision(7)));
}

function saved(table, fields, Type) {
  const quote = (v) => (v === null ? "" : /[",\n\r]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v);
  const lines = [fields.map((f) => quote(f.name))];
  for (let i = 0; i < table.numRows; i++) {
    lines.push(
      fields.map((f, c) => {
        const value = table.getChildAt(c).get(i);
        return quote([Type.Int, Type.Float].includes(f.type.typeId) && value !== null ? String(value) : written(value, f.type, Type));
      }),
    );
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([lines.map((l) => l.join(",")).join("\r\n")], { type: "text/csv" }));
  link.download = "onrecord-result.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function pick(button) {
  for (const other of examples) other.setAttribute("aria-pressed", String(other === button));
  sql.value = button.dataset.sql;
  if (!stop) ask();
}

for (const button of examples) {
  button.disabled = false;
  button.addEventListener("click", () => pick(button));
}
sql.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (!stop) ask();
  }
});
run.addEventListener("click", ask);
run.disabled = false;
state.textContent = "Ready";
