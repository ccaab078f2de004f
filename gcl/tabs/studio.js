// What Gradio leaves to the page: buttons inside panels, the address, the theme, the keyboard.
(() => {
  const studio = (window.studio = {});
  const opened = new Set();

  // ---- theme: the system's choice until a person makes one ----
  const stored = () => { try { return localStorage.getItem("gcl-theme"); } catch { return null; } };
  const wantsDark = () => (stored() ? stored() === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const paint = () => document.body && document.body.classList.toggle("dark", wantsDark());
  const toggleTheme = () => {
    try { localStorage.setItem("gcl-theme", wantsDark() ? "light" : "dark"); } catch { /* private window */ }
    paint();
  };
  const begin = () => {
    document.documentElement.lang = "en";
    paint();
    // Gradio sets its own choice once, after it has mounted.
    new MutationObserver(() => document.body.classList.contains("dark") !== wantsDark() && paint())
      .observe(document.body, { attributes: true, attributeFilter: ["class"] });
  };
  // Gradio may add this script when the page has long been read.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();

  // ---- the address says what is selected ----
  studio.address = (changes) => {
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(changes)) {
      if (value) url.searchParams.set(name, value); else url.searchParams.delete(name);
    }
    if (url.href !== location.href) history.replaceState(history.state, "", url);
  };
  studio.asked = (name) => new URL(location.href).searchParams.get(name) || "";
  const tellAddress = (root) => {
    for (const piece of root.querySelectorAll("[data-page]")) {
      if (piece.tagName !== "BUTTON") studio.address(Object.fromEntries(new URLSearchParams(piece.dataset.page)));
    }
  };

  // ---- what the page shows: each view bears a stamp, by which a tick knows what it need not send again ----
  studio.shown = (panels) => panels.map((id) => {
    const mark = document.querySelector(`#${id} [data-stamp]`);
    return mark ? mark.dataset.stamp : "";
  }).join(" ");

  // ---- what moves: by hand, twice a second. An animation of the style sheet, even one in few steps, has the browser draw
  // sixty times a second, and on a machine without a graphics card it draws on the cores that the model needs. ----
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  // What is typed, within the words of the style that it will be drawn in.
  const showFinal = () => {
    for (const place of document.querySelectorAll("[data-own]")) {
      const typed = (document.querySelector("#prompt textarea")?.value || "").trim();
      const own = ("trims" in place.dataset ? typed.replace(/[ .,;]+$/, "") : typed) || "your prompt";
      if (place.textContent !== own) place.textContent = own;
    }
  };
  let beat = 0;
  const move = (root) => {
    for (const part of root.querySelectorAll(".turning")) part.style.transform = `rotate(${(beat % 8) * 45}deg)`;
    for (const part of root.querySelectorAll(".bar-open span")) part.style.transform = `translateX(${(beat % 9) * 55 - 100}%)`;
  };
  setInterval(() => {
    if (document.hidden) return;
    showFinal();
    if (still.matches) return;
    beat += 1;
    move(document);
  }, 500);

  // ---- what a person typed and did not send outlives a restart of the studio, after which Gradio loads the page anew ----
  const KEPT = { "gcl-prompt": "#prompt textarea", "gcl-negative": "#negative-prompt textarea" };
  const keepTyped = () => {
    for (const [name, selector] of Object.entries(KEPT)) {
      const area = document.querySelector(selector);
      try { if (area && area.dataset.restored) sessionStorage.setItem(name, area.value); } catch { /* private window */ }
    }
  };
  // Once a field, and only into an empty one: what came from a frame's settings stands.
  const restoreTyped = () => {
    for (const [name, selector] of Object.entries(KEPT)) {
      const area = document.querySelector(selector);
      if (!area || area.dataset.restored) continue;
      area.dataset.restored = "yes";
      let typed = null;
      try { typed = sessionStorage.getItem(name); } catch { /* private window */ }
      if (!typed || area.value) continue;
      area.value = typed;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  window.addEventListener("pagehide", keepTyped);

  // ---- panels: an element with data-do sends its data attributes to the panel's click handler ----
  const rowsOf = (editor) => [...editor.querySelectorAll("tbody tr")].map((row) =>
    Object.fromEntries([...row.querySelectorAll("[name]")].map((cell) => [cell.name, cell.value])));
  const isDirty = (editor) => Boolean(editor && editor.classList.contains("dirty"));
  const scriptEditor = () => document.querySelector(".editor");

  // ---- what a person typed and did not save ----
  studio.edited = () => { document.body.dataset.template = "edited"; };
  const unsaved = {
    script: () => isDirty(scriptEditor()),
    template: () => document.body.dataset.template === "edited",
  };
  const mayLeave = (what) => !unsaved[what]()
    || confirm(`The ${what} has changes that are not saved, and they would be lost. Leave them?`);
  let cleaned = "";
  let startWhenSaved = 0;

  // ---- a card of a job that is over can be put away; it stays away in this browser ----
  const dismissed = () => { try { return localStorage.getItem("gcl-dismissed"); } catch { return null; } };
  const dismiss = (card) => {
    try { localStorage.setItem("gcl-dismissed", card.dataset.ended); } catch { /* private window */ }
    card.hidden = true;
  };

  // ---- folds of a form: a head opens the part that follows; one that was opened stays open when it is drawn again ----
  const unfolded = new Set();
  const fold = (head, open) => {
    const key = head.dataset.fold, body = document.getElementById(`fold-${key}`);
    if (open) unfolded.add(key);
    if (!body) return setTimeout(fold, 50, head, open); // Gradio draws the form piece by piece
    head.setAttribute("aria-expanded", unfolded.has(key));
    body.classList.toggle("unfolded", unfolded.has(key));
  };
  document.addEventListener("click", (event) => {
    const head = event.target.closest("[data-fold]");
    if (!head) return;
    if (unfolded.has(head.dataset.fold)) unfolded.delete(head.dataset.fold);
    else unfolded.add(head.dataset.fold);
    fold(head);
  });

  // ---- who is here: a name that goes with whatever is sent, kept in this browser ----
  const NAME = "gcl-who";
  const nameField = () => document.querySelector("#who input");
  const storedName = () => { try { return localStorage.getItem(NAME) || ""; } catch { return ""; } };
  studio.who = () => (nameField()?.value ?? storedName()).trim();
  const fillName = (root) => {
    for (const field of root.querySelectorAll("#who input")) {
      if (field.dataset.filled) continue;
      field.dataset.filled = "yes";
      field.value = storedName();
    }
  };
  document.addEventListener("input", (event) => {
    if (event.target !== nameField()) return;
    try { localStorage.setItem(NAME, event.target.value.trim()); } catch { /* private window */ }
  });
  // Another window of this browser: the same person, unless something is being typed here.
  window.addEventListener("storage", (event) => {
    const field = nameField();
    if (event.key === NAME && field && field !== document.activeElement) field.value = event.newValue || "";
  });

  // ---- what one panel does may be asked for elsewhere: a script is opened by the list of scripts ----
  const senders = new Map();
  const openScript = (id) => {
    if (!mayLeave("script")) return;
    go("adapt");
    askTree(id, 100);
  };
  // Gradio draws a tab when it is opened for the first time.
  const askTree = (id, tries) => {
    const ask = senders.get("tree");
    if (ask) ask("click", { do: "open", id });
    else if (tries) setTimeout(askTree, 100, id, tries - 1);
  };
  const fieldsOf = (part) => Object.fromEntries([...part.querySelectorAll("[name]")].map((one) => [one.name, one.value]));

  studio.panel = (element, send, watch) => {
    const trigger = (name, data) => send(name, { ...data, who: studio.who() });
    senders.set(element.closest(".block")?.id, trigger);
    const settle = () => {
      fillName(document);
      restoreTyped();
      showFinal();
      move(element);
      tellAddress(element);
      for (const card of element.querySelectorAll("[data-ended]")) card.hidden = card.dataset.ended === dismissed();
      for (const piece of element.querySelectorAll("[data-clean]")) {
        if (piece.dataset.clean !== cleaned) delete document.body.dataset.template;
        cleaned = piece.dataset.clean;
      }
      // Not at once: after a save of one's own the head may be drawn before the editor is.
      if (element.querySelector("[data-revision][data-unit]")) setTimeout(compare, 400);
      for (const head of element.querySelectorAll("[data-fold]")) fold(head, head.dataset.open);
      for (const details of element.querySelectorAll("details[data-key]")) {
        if (details.hasAttribute("data-open") && !opened.has("-" + details.dataset.key)) opened.add(details.dataset.key);
        details.open = opened.has(details.dataset.key);
      }
      element.dispatchEvent(new CustomEvent("settled", { bubbles: true }));
      for (const editor of element.querySelectorAll(".editor")) {
        if (editor.dataset.shown === editor.dataset.version) continue;
        editor.dataset.shown = editor.dataset.version;
        editor.classList.remove("dirty");
        if (Date.now() < startWhenSaved) setTimeout(() => press("#start-form .submits"), 30);
        startWhenSaved = 0;
        for (const cell of editor.querySelectorAll("textarea, input")) cell.value = cell.defaultValue;
        grow(editor);
      }
    };
    // The head knows the newest revision: an editor without changes follows it, any other is told.
    const compare = () => {
      const head = element.querySelector("[data-revision][data-unit]"), editor = scriptEditor();
      if (!head || !editor) return;
      const [unit, revision] = editor.dataset.version.split("-");
      if (unit !== head.dataset.unit || Number(revision) >= Number(head.dataset.revision)) return;
      trigger("click", { do: isDirty(editor) ? "stale" : "theirs", id: unit });
    };
    element.addEventListener("click", (event) => {
      const item = event.target.closest("[data-do]");
      if (!item || item.disabled || !element.contains(item)) return;
      const data = { ...item.dataset };
      if (data.leaves && !mayLeave(data.leaves)) return;
      if (data.confirm && !confirm(data.confirm)) return;
      if (data.collects) data.fields = fieldsOf(item.closest(`.${data.collects}`));
      if (data.do !== "save-rows") startWhenSaved = 0;
      if (data.do === "dismiss") return dismiss(item.closest("[data-ended]"));
      if (data.do === "save-rows") data.rows = rowsOf(scriptEditor());
      if (data.do === "discard") {
        item.closest(".editor").classList.remove("dirty");
        return location.reload();
      }
      if (data.do === "add-row" || data.do === "remove-row") return changeRows(item);
      trigger("click", data);
    });
    element.addEventListener("toggle", (event) => {
      const key = event.target.dataset && event.target.dataset.key;
      if (!key) return;
      if (event.target.open) { opened.add(key); opened.delete("-" + key); }
      else { opened.delete(key); opened.add("-" + key); }
      if (event.target.dataset.address) {
        const [name, value] = event.target.dataset.address.split("=");
        const other = element.querySelector("details[open][data-address]");
        studio.address({ [name]: event.target.open ? value : other ? other.dataset.address.split("=")[1] : "" });
      }
    }, true);
    watch("value", settle);
    settle();
  };

  // ---- the script editor ----
  const grow = (root) => {
    if (CSS.supports("field-sizing", "content")) return;
    for (const area of root.querySelectorAll("textarea")) {
      area.style.height = "auto";
      area.style.height = area.scrollHeight + 2 + "px";
    }
  };
  const changeRows = (button) => {
    const editor = button.closest(".editor");
    const body = editor.querySelector("tbody");
    if (button.dataset.do === "remove-row") {
      if (body.rows.length < 2) return;
      const row = button.closest("tr");
      const next = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      next.querySelector("[data-do=remove-row]").focus();
    } else {
      const last = body.rows[body.rows.length - 1];
      const row = last.cloneNode(true);
      for (const shown of row.querySelectorAll(".of-origin")) shown.remove();
      for (const cell of row.querySelectorAll("[name]")) { cell.value = ""; cell.defaultValue = ""; }
      const number = parseInt(last.querySelector("[name=shot_number]").value, 10);
      row.querySelector("[name=shot_number]").value = Number.isNaN(number) ? "" : String(number + 1);
      body.append(row);
      row.querySelector("[name=timecode]").focus();
    }
    const count = body.rows.length;
    editor.querySelector(".row-count").textContent = `${count} row${count === 1 ? "" : "s"}`;
    editor.classList.add("dirty");
  };
  document.addEventListener("input", (event) => {
    const editor = event.target.closest && event.target.closest(".editor");
    if (editor) { editor.classList.add("dirty"); grow(editor); }
    if (event.target.closest && event.target.closest("#generate-form")) { keepTyped(); showFinal(); }
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved.script() || unsaved.template()) event.preventDefault();
  });

  // ---- a frame at full size ----
  const zoom = (source) => {
    let dialog = document.querySelector("dialog.zoom");
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.className = "zoom";
      dialog.setAttribute("aria-label", "Frame at full size");
      dialog.append(document.createElement("img"));
      dialog.addEventListener("click", () => dialog.close());
      document.body.append(dialog);
    }
    dialog.firstChild.src = source;
    dialog.showModal();
  };

  // ---- clicks and keys anywhere on the page ----
  const press = (selector) => { const target = document.querySelector(selector); if (target) target.click(); return target; };
  const go = (place) => {
    const [tab, part] = place.split("/");
    press(`#tab-${tab}-button`);
    if (part) setTimeout(() => press(`#tab-${part}-button`), 60);
  };
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#start-form .submits") || !unsaved.script()) return;
    event.preventDefault();
    event.stopPropagation();
    if (!confirm("The script has changes that are not saved. Save them first, then start?")) return;
    startWhenSaved = Date.now() + 10000;
    press(".editor .save-script");
  }, true);
  document.addEventListener("change", (event) => {
    if (!event.target.closest("#import input[type=file]") || mayLeave("script")) return;
    event.stopImmediatePropagation();
    event.target.value = "";
  }, true);
  document.addEventListener("click", (event) => {
    const item = event.target.closest("[data-go], button[data-open], [data-theme-toggle], [data-zoom], button[role=tab]");
    if (!item) return;
    if (item.matches("button[data-open]")) openScript(item.dataset.open);
    else if (item.dataset.go) go(item.dataset.go);
    else if (item.dataset.zoom) zoom(item.dataset.zoom);
    else if (item.hasAttribute("data-theme-toggle")) toggleTheme();
    else if (item.id.startsWith("tab-")) {
      const name = item.id.replace(/^tab-/, "").replace(/-button$/, "");
      const inner = item.closest("#settings-tabs");
      studio.address(inner ? { part: name } : { tab: name });
    }
  });
  // The item above or below, in the nearest row; of that row the one that lies nearest.
  const nextRow = (items, here, step) => {
    const { top, left, width } = items[here].getBoundingClientRect();
    const away = items.map((item) => {
      const box = item.getBoundingClientRect();
      return { item, down: (box.top - top) * step, aside: Math.abs(box.left + box.width / 2 - left - width / 2) };
    }).filter((one) => one.down > 4);
    away.sort((one, other) => one.down - other.down || one.aside - other.aside);
    return away.length ? away[0].item : items[here];
  };
  // The item of a list that an arrow key leads to from this one, which is itself at an end; none for any other key.
  studio.beside = (item, key) => {
    const list = item && item.closest("[data-arrows]");
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
    if (!list || step === undefined) return null;
    const items = [...list.querySelectorAll("button, summary")], here = items.indexOf(item);
    const upright = list.dataset.arrows === "grid" && key !== "ArrowRight" && key !== "ArrowLeft";
    return upright ? nextRow(items, here, step) : items[Math.min(items.length - 1, Math.max(0, here + step))];
  };
  // A file that is dropped on the Generate tab is one chosen with its button. Elsewhere a drop does nothing: the browser
  // would show the file in place of the page, and what was typed would be gone.
  const hasFiles = (event) => [...event.dataTransfer.types].includes("Files");
  document.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    const form = document.querySelector("#generate-form"), field = form?.querySelector("input[data-testid^='Take the settings']");
    if (!field || !form.checkVisibility()) return;
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const scope = event.target.closest("[id$='-form'], .editor");
      if (!scope) return;
      event.preventDefault();
      event.stopPropagation();
      if (scope.id === "enhance-form") return setTimeout(() => press("#enhance-use"), 30);
      // What was typed last reaches Gradio on the next turn of the page's loop.
      setTimeout(() => press(scope.classList.contains("editor") ? ".editor [data-do=save-rows]" : `#${scope.id} .submits`), 30);
      return;
    }
    if (event.key === "Escape" && !event.target.matches("input, textarea") && !document.querySelector("dialog[open]")) {
      const node = document.querySelector("#track .node[aria-expanded=true]");
      if (!node || !node.checkVisibility()) return;
      event.preventDefault();
      node.focus();
      node.click();
      return;
    }
    const list = event.target.closest("[data-arrows]"), here = event.target.closest("button, summary");
    const next = studio.beside(here, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
    if (next !== here && list.dataset.arrows !== "focus") next.click();
  }, true);
})();
