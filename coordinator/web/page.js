"use strict";

const SVG = "http://www.w3.org/2000/svg";
const SILENT_LIMIT_MS = 20000; // the server sends each second; then the connection is taken for dead
const RETRY_MS = 5000;

// tone: the colour; path: the shape, drawn in 16 x 16; words: what it means.
const SHAPES = {
  check: { tone: "good", path: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm-1.2 10L3.6 7.8 5 6.4l1.8 1.8L11 4l1.4 1.4z", words: "serves, or all is well" },
  half: { tone: "busy", path: "M8 1a7 7 0 1 0 0 14V13A5 5 0 0 1 8 3zm0 0v14a7 7 0 0 0 0-14z", words: "on its way up: preparing, starting, recovering" },
  down: { tone: "busy", path: "M6 1h4v6h4l-6 8-6-8h4z", words: "on its way down: draining" },
  square: { tone: "unknown", path: "M2 2h12v12H2zm2 2v8h8V4z", words: "stopped" },
  triangle: { tone: "warn", path: "M8 1l7 13H1zM7 6v4h2V6zm0 5v2h2v-2z", words: "a warning: not ready, or waits before its next start" },
  octagon: { tone: "bad", path: "M5 1h6l4 4v6l-4 4H5l-4-4V5zm0 4v6h2V5zm4 0v6h2V5z", words: "held or frozen: it does not go on by itself" },
  cross: { tone: "bad", path: "M3 1l5 5 5-5 2 2-5 5 5 5-2 2-5-5-5 5-2-2 5-5-5-5z", words: "unsafe: data cannot be written or read, or the next failure may lose some" },
  diamond: { tone: "unknown", path: "M8 0l8 8-8 8-8-8zM7 11v2h2v-2zM6 5v1h1.5a.7.7 0 1 1 1 .8L7 8v2h2V8.600a2.500 2.500 0 1 0-3-3.600z", words: "not known: never heard, or not for a while" },
  dot: { tone: "busy", path: "M7 2h2v2H7zM6 6h3v6h2v2H5v-2h2V8H6z", words: "for your information" },
};
const STATES = { SERVING: "check", PREPARING: "half", STARTING: "half", RECOVERING: "half", DRAINING: "down",
  STOPPED: "square", BACKOFF: "triangle", HELD: "octagon", FROZEN: "octagon" };
const VERDICTS = { OK: "check", DEGRADED: "triangle", UNSAFE: "cross", UNKNOWN: "diamond" };
const SEVERITIES = { info: "dot", unknown: "diamond", warning: "triangle", critical: "cross" };

const byId = (id) => document.getElementById(id);

// element("p", {class: "x"}, "text", child, ...); texts go in as text, never as markup.
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

function shape(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `shape ${SHAPES[name].tone}`);
  svg.setAttribute("data-shape", name);
  svg.setAttribute("aria-hidden", "true"); // the word beside it says the same
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name].path);
  path.setAttribute("fill", "currentColor");
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

function seconds(value) {
  if (value < 10) return `${value.toFixed(1)} s`;
  if (value < 120) return `${Math.round(value)} s`;
  return value < 7200 ? `${Math.round(value / 60)} min` : `${Math.round(value / 3600)} h`;
}
const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
const known = (value) => (value === null || value === undefined ? "not known" : String(value));

// What was heard last, and when by this browser's clock that never jumps.
const latest = { snapshot: null, ages: null, at: 0 };
let announced = "";

function announce(text) {
  if (text !== announced) {
    announced = text;
    byId("announcement").textContent = text;
  }
}

/* ---- the verdict ---- */

function showVerdict({ health, cluster }) {
  const name = VERDICTS[health.verdict] || "diamond";
  byId("verdict").className = SHAPES[name].tone;
  byId("verdict").dataset.verdict = health.verdict;
  byId("verdict-shape").replaceChildren(shape(name));
  byId("verdict-word").textContent = health.verdict;
  byId("restart").textContent = health.restart_blocked
    ? "No node may be stopped now."
    : "Nothing forbids a restart in general; each node is judged by itself.";
  const partitions = cluster.partitions;
  const of = (key) => (partitions ? known(partitions[key]) : "not known");
  const figures = [
    ["Brokers", `${known(cluster.brokers.registered)} of ${cluster.brokers.wanted} registered`],
    ["Controller", known(cluster.controller)],
    ["ZooKeeper", `${cluster.zookeeper.serving} of ${cluster.zookeeper.wanted} serve`],
    ["Leader of ZooKeeper", known(cluster.zookeeper.leader)],
    ["Topics", known(cluster.topics)],
    ["Partitions", of("total")],
    ["Offline", of("offline")],
    ["Under min ISR", of("under_min_isr")],
    ["At min ISR", of("at_min_isr")],
    ["Under-replicated", of("under_replicated")],
    ["Reassigning", of("reassigning")],
  ];
  byId("figures").replaceChildren(...figures.map(([term, value]) =>
    element("div", {}, element("dt", {}, term), element("dd", {}, value))));
}

function showFindings(findings) {
  const items = findings.map((finding) => element("li", { "data-code": finding.code },
    shape(SEVERITIES[finding.severity] || "diamond"),
    element("div", {},
      element("p", {}, element("span", { class: "code" }, finding.code), ` (${finding.severity}) `,
        finding.blocks_restart ? element("span", { class: "tag" }, "blocks restarts") : ""),
      element("p", {}, finding.message),
      finding.next_step ? element("p", { class: "next" }, `Next: ${finding.next_step}`) : "")));
  byId("findings").replaceChildren(...(items.length ? items : [element("li", {}, shape("check"), "Nothing to tell.")]));
}

/* ---- the map ---- */

const cards = new Map(); // by node, so that what is open or has the focus stays so

async function ask(path, options) {
  const response = await fetch(path, options);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ? body.error.message : `status ${response.status}`);
  return body;
}

async function askMayStop(node, output) {
  output.textContent = "…";
  try {
    const answer = await ask(`/v1/may-stop?node=${encodeURIComponent(node)}`);
    output.replaceChildren(element("strong", {}, `${answer.answer}. `),
      ...answer.blockers.map((blocker) => element("span", {}, `${blocker.code}: ${blocker.message}. `)));
  } catch (error) {
    output.textContent = `No answer: ${error.message}`;
  }
}

function makeCard(node) {
  const summary = element("summary");
  const more = element("div", { class: "more" });
  const output = element("p", { role: "status", class: "may-stop" });
  const button = element("button", { type: "button" }, "May it stop now?");
  button.addEventListener("click", () => askMayStop(node.name, output));
  const item = element("li", { class: "node", "data-node": node.name },
    element("details", {}, summary, more, element("div", { class: "more" }, button, output)));
  return { item, summary, more, shown: "" };
}

const isSilent = (name) => {
  const heard = latest.ages.heard[name];
  return heard === null || heard === undefined ||
    heard + (performance.now() - latest.at) / 1000 > latest.snapshot.fresh_seconds + 1;
};

function nodeFacts(node) {
  const facts = [];
  if (node.kafka) {
    facts.push(`${plural(node.kafka.partitions, "replica")}, leads ${node.kafka.leaders}`);
    if (node.kafka.under_min_isr) facts.push(`${node.kafka.under_min_isr} under min ISR`);
    if (node.kafka.at_min_isr) facts.push(`${node.kafka.at_min_isr} at min ISR`);
    if (node.kafka.under_replicated) facts.push(`${node.kafka.under_replicated} under-replicated`);
    if (!node.kafka.registered) facts.push("not registered");
  }
  if (node.zookeeper && node.zookeeper.synced_followers !== null) {
    facts.push(`${plural(node.zookeeper.synced_followers, "follower")} synced`);
  }
  if (node.disk_used_percent !== null) facts.push(`disk ${node.disk_used_percent} % full`);
  return facts.join(", ");
}

function fillCard(card, node) {
  const { item, summary, more } = card;
  const silent = isSilent(node.name);
  const name = silent ? "diamond" : STATES[node.state] || "diamond";
  const notReady = !silent && node.state === "SERVING" && !node.ready;
  const drawn = notReady ? "triangle" : name;
  const heard = latest.ages.heard[node.name];
  const word = silent
    ? (heard === null || heard === undefined ? "never heard"
      : `silent, was ${node.state} ${seconds(heard + (performance.now() - latest.at) / 1000)} ago`)
    : node.state + (notReady ? ", not ready" : "");
  const shown = JSON.stringify([node, word, drawn]);
  if (shown === card.shown) return;
  card.shown = shown;
  item.className = `node ${SHAPES[drawn].tone}${silent ? " silent" : ""}`;
  item.dataset.state = silent ? "SILENT" : node.state;
  const tags = [];
  if (node.kafka && node.kafka.controller) tags.push("controller");
  if (node.zookeeper && node.zookeeper.mode) tags.push(node.zookeeper.mode);
  if (node.on_hold) tags.push("on hold");
  summary.replaceChildren(shape(drawn),
    element("span", {}, element("span", { class: "name" }, node.name), " ",
      element("span", { class: "state" }, word), ...tags.map((tag) => element("span", { class: "tag" }, tag))),
    element("span", { class: "facts" }, nodeFacts(node)));
  const rows = [["Why", node.code ? `${node.code}: ${node.reason}` : node.reason], ["Next", node.next_step],
    ["Last answer", node.silence], ["Address", node.address], ["Version", node.version],
    ["Restarts", node.restarts ? String(node.restarts) : ""]];
  more.replaceChildren(element("dl", {}, ...rows.filter((row) => row[1]).flatMap(([term, value]) =>
    [element("dt", {}, term), element("dd", {}, value)])));
}

function groups(nodes) {
  const racks = new Map();
  for (const node of nodes.filter((one) => one.role === "kafka")) {
    const title = node.rack ? `Rack ${node.rack}` : "Brokers without a rack";
    racks.set(title, [...(racks.get(title) || []), node]);
  }
  const sorted = [...racks].sort(([one], [other]) => one.localeCompare(other));
  const servers = nodes.filter((one) => one.role === "zookeeper");
  return servers.length ? [...sorted, ["ZooKeeper", servers]] : sorted;
}

// The boxes are made anew only where nodes came, went or moved: else the focus would be lost.
let layout = "";
function showMap(nodes) {
  const boxes = groups(nodes);
  const wanted = JSON.stringify(boxes.map(([title, members]) => [title, members.map((node) => node.name)]));
  for (const node of nodes) {
    if (!cards.has(node.name)) cards.set(node.name, makeCard(node));
    fillCard(cards.get(node.name), node);
  }
  if (wanted === layout) return;
  layout = wanted;
  byId("racks").replaceChildren(...boxes.map(([title, members]) =>
    element("div", { class: "rack", "data-rack": title }, element("h3", {}, title),
      element("ul", { class: "nodes" }, ...members.map((node) => cards.get(node.name).item)))));
}

/* ---- partitions, the plan, the legend ---- */

function showTopics(topics, more, snapshotTaken) {
  const columns = [["offline", "Offline"], ["under_min_isr", "Under min ISR"], ["at_min_isr", "At min ISR"],
    ["under_replicated", "Under-replicated"], ["partitions", "Partitions"]];
  byId("topics").hidden = topics.length === 0;
  byId("no-topics").textContent = topics.length ? ""
    : snapshotTaken ? "None: every partition has its replicas in sync and one to spare."
      : "Not known: there is no snapshot of Kafka's metadata yet.";
  byId("topics").tBodies[0].replaceChildren(...topics.map((topic) => element("tr", { "data-topic": topic.name },
    element("th", { scope: "row" }, topic.name),
    ...columns.map(([key, label]) => element("td",
      { "data-label": label, class: key !== "partitions" && topic[key] ? "some" : null }, String(topic[key]))))));
  byId("more-topics").hidden = !more;
}

function planParts(plan) {
  const parts = [element("p", {}, plan.batches.length
    ? `${plural(plan.batches.length, "batch", "batches")}, about ${seconds(plan.expected_seconds)}:`
    : "No node may be restarted now.")];
  parts.push(element("ol", {}, ...plan.batches.map((batch) =>
    element("li", {}, element("strong", {}, `${batch.number}. ${batch.nodes.join(", ")}`), ` ${batch.why}`))));
  if (plan.last) parts.push(element("p", {}, `Last is ${plan.last.node}: ${plan.last.why}`));
  if (plan.refused.length) {
    parts.push(element("h3", {}, "Refused"), element("ul", {}, ...plan.refused.map((blocker) =>
      element("li", {}, element("strong", {}, `${blocker.node} ${blocker.code}`), ` ${blocker.message}`))));
  }
  return parts;
}

async function askPlan() {
  try {
    byId("plan").replaceChildren(...planParts(await ask("/v1/plan", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Ballast": "page" },
      body: JSON.stringify({ kind: "roll" }),
    })));
  } catch (error) {
    byId("plan").textContent = `No plan: ${error.message}`;
  }
}

function showLegend() {
  byId("legend").querySelector("ul").replaceChildren(...Object.entries(SHAPES).map(([name, { words }]) =>
    element("li", {}, shape(name), ` ${words}`)));
}

/* ---- how old it is ---- */

// Each second: the last age that was told, and the time since.
function showAge() {
  if (!latest.snapshot) return;
  const passed = (performance.now() - latest.at) / 1000;
  const told = latest.ages.age_seconds;
  const age = told === null ? null : told + passed;
  byId("age").textContent = age === null ? "Nothing is known yet." : `Oldest fact: ${seconds(age)} ago`;
  const old = age === null || age > latest.snapshot.fresh_seconds + 1;
  const silent = latest.snapshot.nodes.filter((node) => isSilent(node.name)).map((node) => node.name);
  const lost = passed > latest.snapshot.fresh_seconds;
  const why = lost ? `The coordinator is not heard for ${seconds(passed)}.`
    : silent.length ? `Not heard: ${silent.join(", ")}.`
      : latest.snapshot.cluster.snapshot.failure ? `No newer metadata: ${latest.snapshot.cluster.snapshot.failure}.` : "";
  byId("stale").hidden = !old;
  byId("stale").textContent = old
    ? `STALE: ${age === null ? "nothing is known yet" : `what is shown may be ${seconds(age)} old`}. ${why}` : "";
  document.body.classList.toggle("old", old);
  showMap(latest.snapshot.nodes);
  announce(`${latest.snapshot.health.verdict}${old ? ", and the facts are stale" : ""}`);
}

/* ---- the stream ---- */

function showSnapshot(snapshot) {
  latest.snapshot = snapshot;
  latest.ages = { as_of: snapshot.health.as_of, age_seconds: snapshot.health.age_seconds,
    heard: Object.fromEntries(snapshot.nodes.map((node) => [node.name, node.heard_seconds_ago])) };
  latest.at = performance.now();
  byId("cluster").textContent = snapshot.health.cluster;
  document.title = `${snapshot.health.verdict} – ${snapshot.health.cluster} – Ballast`;
  showVerdict(snapshot);
  showFindings(snapshot.health.findings);
  showTopics(snapshot.topics, snapshot.more_topics, snapshot.cluster.partitions !== null);
  byId("login").hidden = true;
  byId("live").hidden = false;
  showAge();
}

let source = null;
let heardAt = 0;

function connect() {
  if (source) source.close();
  heardAt = performance.now();
  source = new EventSource("/v1/events");
  source.addEventListener("snapshot", (event) => {
    heardAt = performance.now();
    showSnapshot(JSON.parse(event.data));
  });
  source.addEventListener("age", (event) => {
    heardAt = performance.now();
    latest.ages = JSON.parse(event.data);
    latest.at = heardAt;
    showAge();
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) findOut();
  });
}

// The browser gave up, and does not say with which status.
async function findOut() {
  const response = await fetch("/v1/cluster").catch(() => null);
  if (response && (response.status === 401 || response.status === 403)) {
    byId("live").hidden = true;
    byId("stale").hidden = true;
    byId("age").textContent = "";
    byId("login").hidden = false;
    announce("You are not logged in");
    return;
  }
  setTimeout(connect, RETRY_MS);
}

byId("plan-button").addEventListener("click", askPlan);
showLegend();
connect();
setInterval(() => {
  showAge();
  if (source.readyState === EventSource.OPEN && performance.now() - heardAt > SILENT_LIMIT_MS) connect();
}, 1000);
