"use strict";

const SVG = "http://www.w3.org/2000/svg";
const SILENT_MS = 3000; // the server sends each second; then it is not taken for live
const DEAD_MS = 20000; // then the connection is taken for dead
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
const ANSWERS = { yes: ["check", "Yes"], no: ["cross", "No"], unknown: ["diamond", "Not known, so no"] };
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
    ? "Restarts are blocked: no node may be stopped now."
    : "Restarts are not blocked. Each node is still judged by itself, below.";
  const partitions = cluster.partitions;
  const of = (key) => (partitions ? known(partitions[key]) : "not known");
  const figures = [
    ["Brokers", `${known(cluster.brokers.registered)} of ${cluster.brokers.wanted} registered`],
    ["Controller", known(cluster.controller)],
    ["ZooKeeper", `${cluster.zookeeper.serving} of ${cluster.zookeeper.wanted} serve`],
    ["Leader of ZooKeeper", known(cluster.zookeeper.leader)],
    ["Topics", known(cluster.topics)],
    ["Partitions", of("total")],
  ];
  byId("figures").replaceChildren(...figures.map(([term, value]) =>
    element("div", {}, element("dt", {}, term), element("dd", {}, value))));
  const counts = [["offline", "Offline", "cross"], ["under_min_isr", "Under min ISR", "cross"],
    ["at_min_isr", "At min ISR", "triangle"], ["under_replicated", "Under-replicated", "triangle"],
    ["reassigning", "Reassigning", "dot"]];
  byId("counts").replaceChildren(...counts.map(([key, term, mark]) => {
    const drawn = !partitions || partitions[key] === null ? "diamond" : partitions[key] ? mark : null;
    return element("div", { "data-count": key, class: drawn ? "some" : null }, element("dt", {}, term),
      element("dd", { class: drawn ? SHAPES[drawn].tone : "quiet" }, of(key), drawn ? shape(drawn) : ""));
  }));
}

function partitionList(finding, open) {
  if (!finding.partitions.length) return "";
  const rest = finding.partition_count - finding.partitions.length;
  return element("details", { open: open ? "" : null },
    element("summary", {}, plural(finding.partition_count, "partition")),
    element("ul", {}, ...finding.partitions.map((name) => element("li", { class: "tag" }, name)),
      rest > 0 ? element("li", {}, `and ${rest} more`) : ""));
}

let findingsShown = "";
function showFindings(findings) {
  byId("why").hidden = findings.length === 0;
  const wanted = JSON.stringify(findings);
  if (wanted === findingsShown) return; // else what has the focus would lose it
  findingsShown = wanted;
  const open = new Set([...byId("findings").querySelectorAll("li:has(> div > details[open])")].map((item) => item.dataset.code));
  byId("findings").replaceChildren(...findings.map((finding) => element("li", { "data-code": finding.code },
    shape(SEVERITIES[finding.severity] || "diamond"),
    element("div", {},
      element("p", {}, element("span", { class: "code" }, finding.code), " ",
        element("span", { class: "quiet" }, finding.severity), " ",
        finding.blocks_restart ? element("span", { class: "tag" }, "blocks restarts") : ""),
      element("p", {}, finding.message),
      finding.next_step ? element("p", { class: "next" }, element("strong", {}, "Next: "), finding.next_step) : "",
      partitionList(finding, open.has(finding.code))))));
}

/* ---- the map ---- */

const cards = new Map(); // by node, so that what is open or has the focus stays so

async function ask(path, options) {
  const response = await fetch(path, options);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ? body.error.message : `status ${response.status}`);
  return body;
}

// What was asked once does not follow the cluster: it says how long ago that was.
function markAsked(note) {
  note.dataset.askedAt = performance.now();
  showAsked();
}

function showAsked() {
  for (const note of document.querySelectorAll("[data-asked-at]")) {
    const passed = (performance.now() - Number(note.dataset.askedAt)) / 1000;
    const old = passed > (latest.snapshot ? latest.snapshot.fresh_seconds : 0);
    note.classList.toggle("warn", old);
    note.textContent = `Asked ${Math.round(passed) < 120 ? `${Math.round(passed)} s` : seconds(passed)} ago${old ? ": ask again" : ""}`;
  }
}

async function askMayStop(node, output, note) {
  output.textContent = "…";
  try {
    const answer = await ask(`/v1/may-stop?node=${encodeURIComponent(node)}`);
    const [drawn, words] = ANSWERS[answer.answer] || ANSWERS.unknown;
    output.replaceChildren(shape(drawn), element("strong", {}, ` ${words}`),
      element("ul", {}, ...answer.blockers.map((blocker) =>
        element("li", {}, element("span", { class: "code" }, blocker.code), ` ${blocker.message}`))));
    markAsked(note);
  } catch (error) {
    output.textContent = `No answer: ${error.message}`;
  }
}

function makeCard(node) {
  const summary = element("summary");
  const more = element("div", { class: "more" });
  const output = element("div", { role: "status", class: "may-stop answer" });
  const button = element("button", { type: "button" }, "May it stop now?");
  const note = element("span", { class: "quiet" });
  button.addEventListener("click", () => askMayStop(node.name, output, note));
  const item = element("li", { class: "node", "data-node": node.name },
    element("details", {}, summary, more, element("div", { class: "more" }, element("p", { class: "asking" }, button, note), output)));
  return { item, summary, more, shown: "" };
}

const isSilent = (name) => {
  const heard = latest.ages.heard[name];
  return heard === null || heard === undefined ||
    heard + (performance.now() - latest.at) / 1000 > latest.snapshot.fresh_seconds + 1;
};

// Each as text and whether it is trouble.
function nodeFacts(node) {
  const facts = [];
  if (node.kafka) {
    facts.push([`${plural(node.kafka.partitions, "replica")}, leads ${node.kafka.leaders}`]);
    if (!node.kafka.registered) facts.push(["not registered", true]);
    if (node.kafka.under_min_isr) facts.push([`${node.kafka.under_min_isr} under min ISR`, true]);
    if (node.kafka.at_min_isr) facts.push([`${node.kafka.at_min_isr} at min ISR`, true]);
    if (node.kafka.under_replicated) facts.push([`${node.kafka.under_replicated} under-replicated`, true]);
  }
  if (node.zookeeper && node.zookeeper.synced_followers !== null) {
    facts.push([`${plural(node.zookeeper.synced_followers, "follower")} synced`]);
  }
  if (node.disk_used_percent !== null) facts.push([`disk ${node.disk_used_percent} % full`]);
  return facts.flatMap(([text, trouble], index) => [index ? " \u00b7 " : "",
    element("span", { class: trouble ? "trouble" : null }, text)]);
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
    element("span", { class: "head" }, element("span", { class: "name" }, node.name), " ",
      ...tags.map((tag) => element("span", { class: "tag" }, tag))),
    element("span", { class: "state" }, word), " ",
    element("span", { class: "facts" }, ...nodeFacts(node)));
  const rows = [["Why", node.code ? `${node.code}: ${node.reason}` : node.reason], ["Next", node.next_step],
    ["Last answer", node.silence], ["Address", node.address], ["Version", node.version],
    ["Restarts", node.restarts ? String(node.restarts) : ""]];
  more.replaceChildren(element("dl", {}, ...rows.filter((row) => row[1]).flatMap(([term, value]) =>
    [element("dt", {}, term), element("dd", {}, value)])));
}

// Boxes of nodes: brokers by rack, and the ensemble.
function groups(nodes) {
  const racks = new Map();
  for (const node of nodes.filter((one) => one.role === "kafka")) {
    const title = node.rack ? `Rack ${node.rack}` : "Brokers without a rack";
    racks.set(title, [...(racks.get(title) || []), node]);
  }
  const servers = nodes.filter((one) => one.role === "zookeeper");
  return {
    brokers: [...racks].sort(([one], [other]) => one.localeCompare(other)),
    ensemble: servers.length ? [["ZooKeeper", servers]] : [],
  };
}

// The boxes are made anew only where nodes came, went or moved: else the focus would be lost.
let layout = "";
function showMap(nodes) {
  for (const node of nodes) {
    if (!cards.has(node.name)) cards.set(node.name, makeCard(node));
    fillCard(cards.get(node.name), node);
  }
  const boxes = groups(nodes);
  const wanted = JSON.stringify(Object.values(boxes).map((row) =>
    row.map(([title, members]) => [title, members.map((node) => node.name)])));
  if (wanted === layout) return;
  layout = wanted;
  byId("racks").replaceChildren(...Object.values(boxes).map((row) => element("div", { class: "racks" },
    ...row.map(([title, members]) => element("div", { class: "rack", "data-rack": title }, element("h3", {}, title),
      element("ul", { class: "nodes" }, ...members.map((node) => cards.get(node.name).item)))))));
}

/* ---- partitions, the plan, the legend ---- */

function cellClass(key, count) {
  if (key === "partitions") return null;
  if (!count) return "none";
  return key === "offline" || key === "under_min_isr" ? "some worst" : "some";
}

function showTopics(topics, more, snapshotTaken) {
  const columns = [["offline", "Offline"], ["under_min_isr", "Under min ISR"], ["at_min_isr", "At min ISR"],
    ["under_replicated", "Under-replicated"], ["partitions", "Partitions"]];
  byId("topics").hidden = topics.length === 0;
  byId("no-topics").textContent = topics.length ? ""
    : snapshotTaken ? "None: every partition has its replicas in sync and one to spare."
      : "Not known: there is no snapshot of Kafka's metadata yet.";
  byId("topics").tBodies[0].replaceChildren(...topics.map((topic) => element("tr", { "data-topic": topic.name },
    element("th", { scope: "row" }, topic.name),
    ...columns.map(([key, label]) => element("td", { "data-label": label, class: cellClass(key, topic[key]) },
      String(topic[key]))))));
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
      element("li", {}, shape("cross"), element("strong", {}, ` ${blocker.node} ${blocker.code}`), ` ${blocker.message}`))));
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
    markAsked(byId("plan-note"));
  } catch (error) {
    byId("plan").textContent = `No plan: ${error.message}`;
  }
}

function showLegend() {
  byId("legend").querySelector("ul").replaceChildren(...Object.entries(SHAPES).map(([name, { words }]) =>
    element("li", {}, shape(name), ` ${words}`)));
}

/* ---- how old it is ---- */

function showLight(connected, old, age) {
  const name = !connected ? "triangle" : old ? "diamond" : "check";
  const word = !connected ? "Not live, reconnecting" : old ? "Live, but old" : "Live";
  byId("age").className = SHAPES[name].tone;
  byId("age").dataset.live = connected ? (old ? "old" : "yes") : "no";
  byId("age").replaceChildren(shape(name), age === null ? `${word}: nothing is known yet` : `${word}: oldest fact ${seconds(age)} ago`);
}

function whyOld(passed) {
  const { snapshot } = latest;
  if (passed > snapshot.fresh_seconds) return `The coordinator is not heard for ${seconds(passed)}.`;
  const silent = snapshot.nodes.filter((node) => isSilent(node.name)).map((node) => node.name);
  if (silent.length) return `Not heard: ${silent.join(", ")}.`;
  const { failure } = snapshot.cluster.snapshot;
  return failure ? `No newer metadata: ${failure}.` : "";
}

// Each second: the last age that was told, and the time since.
function showAge() {
  if (!latest.snapshot) return;
  const passed = (performance.now() - latest.at) / 1000;
  const told = latest.ages.age_seconds;
  const age = told === null ? null : told + passed;
  const old = age === null || age > latest.snapshot.fresh_seconds + 1;
  const { cluster, verdict } = latest.snapshot.health;
  showLight(connected && passed < SILENT_MS / 1000, old, age);
  byId("stale").hidden = !old;
  byId("stale").textContent = old
    ? `STALE: ${age === null ? "nothing is known yet" : `what is shown may be ${seconds(age)} old`}. ${whyOld(passed)}` : "";
  byId("verdict-age").textContent = old && age !== null ? `${seconds(age)} ago` : "";
  document.body.classList.toggle("old", old);
  document.title = `${old ? "STALE " : ""}${verdict} \u2013 ${cluster} \u2013 Ballast`;
  showMap(latest.snapshot.nodes);
  announce(`${verdict}${old ? ", and the facts are stale" : ""}`);
}

/* ---- the stream ---- */

function showSnapshot(snapshot) {
  latest.snapshot = snapshot;
  latest.ages = { as_of: snapshot.health.as_of, age_seconds: snapshot.health.age_seconds,
    heard: Object.fromEntries(snapshot.nodes.map((node) => [node.name, node.heard_seconds_ago])) };
  latest.at = performance.now();
  byId("cluster").textContent = snapshot.health.cluster;
  showVerdict(snapshot);
  showFindings(snapshot.health.findings);
  showTopics(snapshot.topics, snapshot.more_topics, snapshot.cluster.partitions !== null);
  byId("login").hidden = true;
  byId("live").hidden = false;
  showAge();
}

let source = null;
let connected = false;
let heardAt = 0;

function connect() {
  if (source) source.close();
  heardAt = performance.now();
  source = new EventSource("/v1/events");
  source.addEventListener("open", () => {
    connected = true;
    showAge();
  });
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
    connected = false;
    showAge();
    if (source.readyState === EventSource.CLOSED) findOut();
  });
}

// The browser gave up, and does not say with which status.
async function findOut() {
  const response = await fetch("/v1/cluster").catch(() => null);
  if (response && (response.status === 401 || response.status === 403)) {
    latest.snapshot = null;
    byId("live").hidden = true;
    byId("stale").hidden = true;
    byId("age").replaceChildren();
    document.title = "Ballast";
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
  showAsked();
  if (source.readyState === EventSource.OPEN && performance.now() - heardAt > DEAD_MS) {
    connected = false;
    connect();
  }
}, 1000);
