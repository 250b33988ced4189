"use strict";
// Filters, paged tables and the flow picture. All data is put into the page as text, never as markup.
(() => {
  const PAGE = 100;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const number = (n) => n.toLocaleString("en");
  const later = (call) => {
    let timer;
    return () => { clearTimeout(timer); timer = setTimeout(call, 120); };
  };
  const make = (tag, text, className) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  // --- filters over what is in the page: findings, statements ------------------------------------------------------

  const filters = new Map();

  function filtered(section) {
    const controls = all("[data-key]", section);
    const groups = all("[data-group]", section);
    const items = all("[data-item]", section).map((element) => ({
      element,
      verdict: element.dataset.verdict,
      severity: element.dataset.severity,
      statement: element.dataset.statement ? JSON.parse(element.dataset.statement) : [],
      text: null,
    }));
    const matches = (item, wanted) =>
      (!wanted.verdict || item.verdict === wanted.verdict) &&
      (!wanted.severity || item.severity === wanted.severity) &&
      (!wanted.statement || item.statement.includes(wanted.statement)) &&
      (!wanted.q || wanted.q.toLowerCase().split(/\s+/).every((word) => {
        item.text ??= item.element.textContent.toLowerCase();
        return item.text.includes(word);
      }));

    const wanted = () => Object.fromEntries(controls.map((control) => [control.dataset.key, control.value.trim()]));

    function apply(remember) {
      const now = wanted();
      let shown = 0;
      for (const item of items) {
        const hit = matches(item, now);
        item.element.hidden = !hit;
        shown += hit;
      }
      for (const group of groups) group.hidden = !one("[data-item]:not([hidden])", group);
      const empty = one("[data-empty]", section);
      if (empty) empty.hidden = shown > 0;
      const told = one("[data-told]", section);
      if (told) told.textContent = `${number(shown)} of ${number(items.length)} shown`;
      if (remember) keep(section.id, now);
    }

    function set(values, remember) {
      for (const control of controls) control.value = values[control.dataset.key] ?? "";
      apply(remember);
    }

    for (const control of controls) {
      control.addEventListener("input", control.tagName === "SELECT" ? () => apply(true) : later(() => apply(true)));
    }
    one("[data-clear]", section)?.addEventListener("click", () => set({}, true));
    const unfold = one("[data-unfold]", section);
    unfold?.addEventListener("click", () => {
      const open = unfold.textContent === "Open all";
      for (const details of all("[data-item]:not([hidden]) > details", section)) details.open = open;
      unfold.textContent = open ? "Close all" : "Open all";
    });
    filters.set(section.id, { set });
    apply(false);
  }

  // The filter stands in the address, so that a view can be bookmarked and passed on.
  function keep(name, values) {
    const told = new URLSearchParams(Object.entries(values).filter(([, value]) => value));
    try {
      history.replaceState(null, "", told.size ? `#${name}?${told}` : `#${name}`);
    } catch { /* some browsers refuse on file: pages; the filter works all the same */ }
  }

  function follow() {
    const [name, query] = location.hash.slice(1).split("?");
    if (query !== undefined && filters.has(name)) {
      filters.get(name).set(Object.fromEntries(new URLSearchParams(query)), false);
      document.getElementById(name).scrollIntoView();
      return;
    }
    const target = name && document.getElementById(decodeURIComponent(name));
    if (!target || !target.matches("[data-item]")) return;
    if (target.hidden) filters.get(target.closest("[data-filtered]").id).set({}, false);
    const details = one("details", target);
    if (details) details.open = true;
    target.scrollIntoView();
  }

  function links() {
    for (const link of all("a[data-set]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        const { set, verdict, statement } = link.dataset;
        filters.get(set)?.set({ verdict, statement }, true);
        const heading = document.getElementById(`${set}-h`);
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
        document.getElementById(set).scrollIntoView();
      });
    }
  }

  // --- long tables in pages ----------------------------------------------------------------------------------------

  function paged(block) {
    const data = JSON.parse(document.getElementById(`data-${block.dataset.paged}`).textContent);
    const { types, words, rows } = data;
    const body = one("tbody", block);
    const told = one("[data-told]", block);
    const query = one("[data-q]", block);
    const [back, next] = all("[data-step]", block);
    all("thead th", block).forEach((head, at) => head.classList.toggle("n", types[at] === "number"));
    let hits = rows;
    let page = 0;
    let texts = null;

    const word = (index) => (Array.isArray(words[index]) ? words[index] : [words[index], ""]);
    const flat = (cell, type) => {
      if (type === "word") return word(cell).join(" ");
      if (type === "words") return cell.map((index) => word(index).join(" ")).join(" ");
      if (type === "lists") return cell.flat().map((index) => word(index)[0]).join(" ");
      return Array.isArray(cell) ? cell.join(" ") : cell;
    };

    function named(index, tag) {
      const [text, code] = word(index);
      const element = make(tag, text);
      if (code) element.title = code;
      return element;
    }

    function lists(cell) {
      const filled = cell.map((items, at) => [data.heads[at], items]).filter(([, items]) => items.length);
      if (!filled.length) return make("span", "not recorded", "quiet");
      const details = make("details");
      details.append(make("summary", filled.map(([, items]) => items.length).reduce((a, b) => a + b) + " notes"));
      const list = make("dl");
      for (const [head, items] of filled) {
        list.append(make("dt", head));
        for (const index of items) list.append(named(index, "dd"));
      }
      details.append(list);
      return details;
    }

    function cell(value, type, first) {
      const element = make(first ? "th" : "td");
      if (first) element.scope = "row";
      if (type === "word") element.append(named(value, first ? "code" : "span"));
      else if (type === "words") {
        value.forEach((index, at) => element.append(at ? ", " : "", named(index, "span")));
      } else if (type === "lists") element.append(lists(value));
      else if (type === "number") { element.textContent = value; element.className = "n"; }
      else if (type === "days") value.forEach((day, at) => element.append(at ? " to " : "", make("span", day, "k")));
      else if (type === "plain") { element.textContent = value; element.className = "k"; }
      else element.append(make("code", value));
      return element;
    }

    function draw() {
      const pages = Math.max(1, Math.ceil(hits.length / PAGE));
      page = Math.min(Math.max(0, page), pages - 1);
      const drawn = hits.slice(page * PAGE, (page + 1) * PAGE).map((row) => {
        const line = make("tr");
        row.forEach((value, at) => line.append(cell(value, types[at], at === 0)));
        return line;
      });
      if (!drawn.length) {
        const line = make("tr");
        const empty = make("td", rows.length ? "No row matches the filter." : "No row.");
        empty.colSpan = types.length;
        line.append(empty);
        drawn.push(line);
      }
      body.replaceChildren(...drawn);
      const first = hits.length ? page * PAGE + 1 : 0;
      const last = Math.min(hits.length, (page + 1) * PAGE);
      const of = hits.length === rows.length ? number(rows.length) : `${number(hits.length)} that match (${number(rows.length)} in all)`;
      told.textContent = `rows ${number(first)} to ${number(last)} of ${of}`;
      back.disabled = page === 0;
      next.disabled = page >= pages - 1;
      back.parentElement.hidden = pages === 1;
    }

    query.addEventListener("input", later(() => {
      const wanted = query.value.toLowerCase().split(/\s+/).filter(Boolean);
      texts ??= rows.map((row) => row.map((value, at) => flat(value, types[at])).join(" ").toLowerCase());
      hits = wanted.length ? rows.filter((_, at) => wanted.every((part) => texts[at].includes(part))) : rows;
      page = 0;
      draw();
    }));
    for (const button of [back, next]) {
      button.addEventListener("click", () => { page += Number(button.dataset.step); draw(); });
    }
    draw();
  }

  // --- the picture: point at a row to see its lines alone ------------------------------------------------------------

  function flow(picture) {
    const wires = all("[data-a]", picture);
    const pick = (seat) => {
      picture.classList.toggle("picked", Boolean(seat));
      for (const wire of wires) wire.classList.toggle("on", wire.dataset.a === seat || wire.dataset.b === seat);
    };
    for (const row of all("[data-seat]", picture)) {
      row.addEventListener("pointerenter", () => pick(row.dataset.seat));
      row.addEventListener("pointerleave", () => pick(null));
    }
  }

  // --- print: what is folded is printed too --------------------------------------------------------------------------

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("details:not([open])");
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });

  document.documentElement.dataset.script = "on";
  all("[data-filtered]").forEach(filtered);
  all("[data-paged]").forEach(paged);
  all("[data-flow]").forEach(flow);
  links();
  addEventListener("hashchange", follow);
  follow();
  document.documentElement.dataset.ready = "yes";
})();
