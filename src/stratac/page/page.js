"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const text = document.getElementById("document");
  const form = document.getElementById("filtres");
  const count = document.getElementById("compte");
  const statements = [...text.querySelectorAll(".s[data-i]")];
  const signs = { intention: "◆", action: "▸", autre: "·" };

  const element = (name, content, attributes = {}) => {
    const made = document.createElement(name);
    if (content !== undefined) made.textContent = content;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const shortened = (words) => (words.length > 120 ? words.slice(0, 119) + "…" : words);

  // Why a statement is what it is: built when somebody asks.
  const reasons = (statement) => {
    const panel = element("span", undefined, { class: "why", role: "note" });
    const said = statement["se dit"] ? ` Se dit : ${statement["se dit"]}.` : "";
    const first = element("p");
    first.append(element("b", statement["est"]), `, sûr à ${statement["sûr"]} %.${said}`);
    panel.append(first);
    if (statement.pourquoi.length) {
      panel.append(element("p", "Ce qui parle pour cela, du plus fort au plus faible :"));
      const list = element("ul");
      for (const [words] of statement.pourquoi) list.append(element("li", words));
      panel.append(list);
    }
    for (const name of ["horizon", "mesure", "échéance", "responsable", "budget"]) {
      if (statement[name]) panel.append(element("p", `${name} : ${statement[name]}`));
    }
    if (statement.liens) {
      panel.append(element("p", statement["est"] === "action" ? "Semble servir :" : "Semble servie par :"));
      const list = element("ul");
      for (const [other, why] of statement.liens) {
        const item = element("li");
        const target = data[other];
        item.append(element("a", `${signs[target["est"]]} ${shortened(target["texte"])}`, { href: `#e${other}` }));
        if (why) item.append(` (${why})`);
        list.append(item);
      }
      panel.append(list);
    }
    return panel;
  };

  const toggle = (mark, wanted) => {
    const statement = mark.parentElement;
    const open = wanted ?? mark.getAttribute("aria-expanded") !== "true";
    if (open === (mark.getAttribute("aria-expanded") === "true")) return;
    mark.setAttribute("aria-expanded", String(open));
    statement.classList.toggle("open", open);
    if (open) statement.after(reasons(data[statement.dataset.i]));
    else statement.nextElementSibling.remove();
  };

  text.addEventListener("click", (event) => {
    if (event.target.closest(".why") || String(getSelection())) return;
    const statement = event.target.closest(".s[data-i]");
    if (statement) toggle(statement.querySelector("button.mark"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const mark of text.querySelectorAll('button.mark[aria-expanded="true"]')) toggle(mark, false);
  });

  // Filters
  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = data.map((statement) => plain(statement["texte"]));
  const filter = () => {
    const wanted = new FormData(form);
    const labels = new Set(wanted.getAll("label"));
    const sought = plain(wanted.get("words").trim());
    let shown = 0;
    for (const statement of statements) {
      const label = statement.classList[1];
      const visible = labels.has(label)
        && (!wanted.has("wrong") || statement.classList.contains("wrong"))
        && (!sought || words[statement.dataset.i].includes(sought));
      if (!visible) toggle(statement.querySelector("button.mark"), false);
      statement.hidden = !visible;
      shown += visible;
    }
    for (const block of text.querySelectorAll(".block")) block.hidden = !block.querySelector(".s:not([hidden])");
    for (const part of text.querySelectorAll(".part")) part.hidden = !part.querySelector(".block:not([hidden])");
    count.textContent = shown === statements.length ? `${shown} énoncés` : `${shown} énoncés sur ${statements.length}`;
  };
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  form.addEventListener("submit", (event) => event.preventDefault());

  // A link to a place that a filter hides shows everything again.
  const arrive = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target || !target.matches(".s")) return;
    if (target.hidden) {
      form.reset();
      filter();
      target.scrollIntoView({ block: "center" });
    }
    target.querySelector("button.mark").focus({ preventScroll: true });
  };
  addEventListener("hashchange", arrive);

  // On paper every list is open.
  const closed = [];
  addEventListener("beforeprint", () => {
    for (const card of document.querySelectorAll("details:not([open])")) {
      card.open = true;
      closed.push(card);
    }
  });
  addEventListener("afterprint", () => {
    for (const card of closed.splice(0)) card.open = false;
  });

  // The table: made when it is asked for, copied with tabs between the cells.
  const columns = ["n°", "texte", "est", "sûr", "se dit", "section", "page", "horizon", "mesure", "échéance", "responsable", "budget"];
  const cell = (statement, number, column) => (column === "n°" ? number + 1 : statement[column]);
  const lines = document.getElementById("lignes");
  const show = document.getElementById("montrer");
  show.addEventListener("click", () => {
    if (!lines.firstChild) {
      const table = element("table");
      const head = element("tr");
      for (const column of columns) head.append(element("th", column, { scope: "col" }));
      table.append(element("thead"), element("tbody"));
      table.tHead.append(head);
      data.forEach((statement, number) => {
        const row = element("tr");
        for (const column of columns) row.append(element("td", cell(statement, number, column)));
        table.tBodies[0].append(row);
      });
      lines.append(table);
    }
    lines.hidden = !lines.hidden;
    show.textContent = lines.hidden ? "Montrer le tableau" : "Cacher le tableau";
    show.setAttribute("aria-expanded", String(!lines.hidden));
  });

  // What begins like a formula is quoted: a spreadsheet would run it.
  const safe = (value) => String(value).replace(/[\t\r\n]+/g, " ").replace(/^(?=[=+\-@])/, "'");
  const copied = document.getElementById("copie");
  document.getElementById("copier").addEventListener("click", async () => {
    const rows = data.map((statement, number) => columns.map((column) => safe(cell(statement, number, column))).join("\t"));
    const copy = [columns.join("\t"), ...rows].join("\n");
    try {
      await navigator.clipboard.writeText(copy);
    } catch {
      const area = element("textarea", copy);
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    copied.textContent = `${data.length} lignes copiées : collez-les dans un tableur.`;
  });
})();
