// The gallery: selecting several frames, what is done with them, and two of them side by side.
(() => {
  const picked = new Map(); // id -> what is known of the frame, on whatever page it was
  let last = null, narrowed = null, opener = null, onStage = null;

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const thumbs = () => all("#gallery .thumb");
  const cellOf = (item) => item && item.closest("#gallery .cell");
  const thumbOf = (item) => { const cell = cellOf(item); return cell && cell.querySelector(".thumb"); };

  // ---- what is selected, shown: after every change, and whenever a panel was drawn anew ----
  const show = () => {
    for (const thumb of thumbs()) {
      const on = picked.has(thumb.dataset.id), cell = thumb.closest(".cell");
      cell.classList.toggle("picked", on);
      cell.querySelector(".pick").checked = on;
    }
    for (const part of all("#gallery .gallery")) part.classList.toggle("picking", picked.size > 0);
    for (const tools of all("#tools .tools")) {
      const here = thumbs(), count = here.filter((thumb) => picked.has(thumb.dataset.id)).length;
      const box = tools.querySelector("#pick-all");
      box.checked = here.length > 0 && count === here.length;
      box.indeterminate = count > 0 && count < here.length;
      tools.dataset.count = picked.size;
      tools.hidden = !document.querySelector("#gallery .gallery");
      tools.querySelector(".picked-count").textContent = picked.size ? `${picked.size} selected` : "Select";
      tools.querySelector("[data-do=compare]").disabled = picked.size !== 2;
      tools.querySelector("[data-zip]").href = `frames.zip?ids=${[...picked.keys()].join(",")}`;
    }
  };
  const set = (thumb, on) => {
    const { id, full, name, width, height } = thumb.dataset;
    if (on) picked.set(id, { full, name, width: Number(width), height: Number(height), prompt: thumb.title });
    else picked.delete(id);
  };
  const pick = (thumb, on = !picked.has(thumb.dataset.id)) => { set(thumb, on); last = thumb.dataset.id; show(); };
  const pickTo = (thumb) => {
    const items = thumbs(), from = items.findIndex((item) => item.dataset.id === last), to = items.indexOf(thumb);
    for (const item of items.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1)) set(item, true);
    last = thumb.dataset.id;
    show();
  };
  const clear = () => { picked.clear(); show(); };

  document.addEventListener("settled", () => {
    const gallery = document.querySelector("#gallery [data-narrowed]");
    // What is out of sight because something else is looked for must not be deleted with what is in sight.
    if (gallery && narrowed !== null && gallery.dataset.narrowed !== narrowed) picked.clear();
    if (gallery) narrowed = gallery.dataset.narrowed;
    // What was typed for one frame is not meant for the next one on the stage; nor is it to be given twice.
    for (const order of all("#stage .order")) {
      if (onStage !== order.dataset.typedFor) for (const field of all("input", order)) field.value = "";
      onStage = order.dataset.typedFor;
    }
    show();
  });

  // ---- the mouse ----
  document.addEventListener("click", (event) => {
    const box = event.target.closest("#gallery .pick");
    if (box) return event.shiftKey ? pickTo(thumbOf(box)) : pick(thumbOf(box), box.checked);
    if (event.target.id === "pick-all") {
      for (const thumb of thumbs()) set(thumb, event.target.checked);
      return show();
    }
    const thumb = event.target.closest("#gallery .thumb");
    if (thumb && (event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return event.shiftKey ? pickTo(thumb) : pick(thumb);
    }
    for (const menu of all(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;

    const item = event.target.closest("#tools [data-do], #stage [data-do], #gallery [data-do], #done [data-do]");
    if (!item) return;
    const here = { compare, unpick: clear }[item.dataset.do];
    if (here) here(item);
    if (here || (item.dataset.sure && !confirm(item.dataset.sure))) return event.stopImmediatePropagation();
    // studio.js sends what the button bears.
    if (item.dataset.reads) item.dataset.text = document.getElementById(item.dataset.reads).value;
    if (item.hasAttribute("data-picked")) item.dataset.ids = [...picked.keys()].join(",");
    const menu = item.closest(".menu");
    setTimeout(() => {
      if (item.dataset.do === "delete" || item.dataset.do === "restore") {
        for (const id of (item.dataset.ids || "").split(",")) picked.delete(id);
      }
      if (menu) menu.open = false;
      show();
    });
  }, true);

  // ---- the keyboard: in a menu Enter is its button; on a frame x selects, Shift with arrows goes on selecting ----
  const send = (thumb, action, more = {}) => {
    // The panel listens to clicks of what it has in it.
    const button = document.createElement("button");
    Object.assign(button.dataset, { do: action, ids: thumb.dataset.id, ...more });
    if (picked.has(thumb.dataset.id)) button.dataset.picked = "";
    button.hidden = true;
    thumb.closest(".gallery").append(button);
    button.click();
    button.remove();
  };
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest(".menu-line input, .menu-line select");
    if (field && event.key === "Enter") {
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = field.closest(".menu-line").querySelector("[data-do]");
      return button && button.click();
    }
    const menu = event.target.closest(".menu[open]");
    if (menu && event.key === "Escape") {
      event.stopImmediatePropagation();
      menu.open = false;
      return menu.querySelector("summary").focus();
    }
    const thumb = event.target.closest("#gallery .thumb") || (event.target.matches("#gallery .pick") && thumbOf(event.target));
    if (!thumb || event.altKey) return;
    const many = event.ctrlKey || event.metaKey, next = event.shiftKey && window.studio.beside(thumb, event.key);
    if (next) {
      set(thumb, true);
      pick(next, true);
      next.focus();
    } else if (many && event.key.toLowerCase() === "a") {
      for (const item of thumbs()) set(item, true);
      show();
    } else if (many) return;
    else if (event.key.toLowerCase() === "x") pick(thumb);
    else if (event.key === "Escape" && picked.size) clear();
    else if (event.key === "Delete" && document.querySelector("#tools [data-do=delete]")) send(thumb, "delete");
    else if (/^[0-5]$/.test(event.key)) send(thumb, "rate", { rating: event.key });
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // ---- two frames, one over the other, and a line between them that is moved ----
  const VIEW = `
    <header><h2>Compare</h2><button type="button" class="swap">Swap</button><button type="button" class="close">Close</button></header>
    <div class="compare-box"><img class="left" alt=""><img class="right" alt=""><span class="compare-line"></span></div>
    <input type="range" min="0" max="100" step="0.5" aria-label="Where the left frame ends and the right one begins">
    <div class="compare-says"><p class="left-says"></p><p class="right-says"></p></div>`;
  const dialog = () => {
    let made = document.querySelector("dialog.compare");
    if (made) return made;
    made = document.createElement("dialog");
    made.className = "compare";
    made.setAttribute("aria-label", "Compare two frames");
    made.innerHTML = VIEW;
    const slider = made.querySelector("input"), box = made.querySelector(".compare-box");
    const place = () => {
      made.style.setProperty("--cut", `${slider.value}%`);
      slider.setAttribute("aria-valuetext", `${Math.round(slider.value)} percent of the left frame`);
    };
    const drag = (event) => {
      if (event.type === "pointermove" && !event.buttons) return;
      const { left, width } = box.getBoundingClientRect();
      slider.value = ((event.clientX - left) / width) * 100;
      place();
    };
    slider.addEventListener("input", place);
    box.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      box.setPointerCapture(event.pointerId);
      drag(event);
      slider.focus();
    });
    box.addEventListener("pointermove", drag);
    made.querySelector(".close").addEventListener("click", () => made.close());
    made.querySelector(".swap").addEventListener("click", () => fill(made, made.shown.reverse()));
    made.addEventListener("close", () => opener && opener.isConnected && opener.focus());
    made.place = (value) => { slider.value = value; place(); };
    (document.querySelector(".gradio-container") || document.body).append(made);
    return made;
  };
  const fill = (made, frames) => {
    made.shown = frames;
    frames.forEach((frame, index) => {
      const side = index ? "right" : "left";
      made.querySelector(`img.${side}`).src = frame.full;
      made.querySelector(`img.${side}`).alt = `${side}: ${frame.prompt}`;
      const says = made.querySelector(`.${side}-says`), line = document.createElement("span");
      says.replaceChildren(`${frame.name}, ${frame.width} × ${frame.height}`, line);
      line.textContent = frame.prompt;
    });
    // As wide as the wider one, both as high as the box: so either is seen whole and none is stretched.
    made.style.setProperty("--ratio", Math.max(...frames.map((frame) => frame.width / frame.height)));
  };
  const compare = (button) => {
    if (picked.size !== 2) return;
    opener = button;
    const made = dialog();
    fill(made, [...picked.values()]);
    made.place(50);
    made.showModal();
    made.querySelector("input").focus();
  };
})();
