// The review of a run: what a person types there outlives ticks, reloads and a decision that somebody else made first.
(() => {
  const KEPT = "gcl-review";
  const read = () => { try { return JSON.parse(sessionStorage.getItem(KEPT)) || {}; } catch { return {}; } };
  const write = (kept) => { try { sessionStorage.setItem(KEPT, JSON.stringify(kept)); } catch { /* private window */ } };
  const forget = (key) => { const kept = read(); delete kept[key]; write(kept); };
  const shown = () => document.querySelector("#review .review");
  const alike = (field) => field.value.trim() === field.defaultValue.trim();

  const mark = (review) => {
    const fields = [...review.querySelectorAll("textarea")].filter((field) => field.name !== "note");
    for (const field of fields) field.classList.toggle("altered", !alike(field));
    const changed = fields.some((field) => !alike(field));
    for (const part of review.querySelectorAll("[data-changed]")) {
      part.textContent = changed ? part.dataset.changed : part.dataset.label;
    }
    review.querySelector(".review-changed").hidden = !changed;
    // In a browser that cannot fit a field to its text.
    if (!CSS.supports("field-sizing", "content")) {
      for (const field of review.querySelectorAll("textarea")) {
        field.style.height = "auto";
        field.style.height = `${field.scrollHeight + 2}px`;
      }
    }
  };

  const keep = (review) => {
    const kept = read(), typed = {};
    for (const field of review.querySelectorAll("textarea")) if (!alike(field)) typed[field.name] = field.value;
    if (Object.keys(typed).length) kept[review.dataset.review] = typed; else delete kept[review.dataset.review];
    write(kept);
    mark(review);
  };

  document.addEventListener("input", (event) => {
    const review = event.target.closest && event.target.closest(".review");
    if (review) keep(review);
  });

  // The note is no change: it goes with whatever is decided.
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-discards]");
    const review = button && button.closest(".review");
    if (!review || !confirm("Discard what you changed? The note stays.")) return;
    for (const field of review.querySelectorAll("textarea")) if (field.name !== "note") field.value = field.defaultValue;
    keep(review);
  });

  const restore = (review) => {
    if (review.dataset.restored) return;
    review.dataset.restored = "yes";
    const typed = read()[review.dataset.review] || {};
    for (const field of review.querySelectorAll("textarea")) {
      field.value = field.name in typed ? typed[field.name] : field.defaultValue;
      if (field.name in typed) field.closest("details")?.setAttribute("open", "");
    }
    mark(review);
  };

  // Words for a review that is gone, though they were not sent: shown until they are put away.
  const orphans = () => {
    const head = document.querySelector("#unit-head [data-page]");
    const unit = head && new URLSearchParams(head.dataset.page).get("ad");
    const review = shown(), here = review ? review.dataset.review : "";
    for (const box of document.querySelectorAll(".kept-words")) if (box.dataset.unit !== unit) box.remove();
    for (const [key, typed] of Object.entries(read())) {
      if (!unit || key.split("-")[0] !== unit || key === here) continue;
      const place = document.querySelector("#review-problem");
      if (!place || document.querySelector(`.kept-words[data-key="${key}"]`)) continue;
      const box = document.createElement("div");
      box.className = "notice notice-info kept-words";
      box.dataset.key = key;
      box.dataset.unit = unit;
      box.setAttribute("role", "status");
      const says = document.createElement("p");
      says.textContent = "Somebody else decided while you were writing. This is what you had written and not sent:";
      const words = document.createElement("textarea");
      words.readOnly = true;
      words.value = Object.values(typed).join("\n\n");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "small";
      button.dataset.do = "put-away";
      button.textContent = "Put it away";
      button.addEventListener("click", () => { forget(key); box.remove(); });
      box.append(says, words, button);
      place.before(box);
    }
  };

  let later = 0;
  document.addEventListener("settled", (event) => {
    const panel = event.target;
    for (const done of panel.querySelectorAll("[data-decided]")) forget(done.dataset.decided);
    const review = shown();
    if (review) restore(review);
    // The head and the review are drawn one after the other; and a decision of one's own is told with the review.
    clearTimeout(later);
    later = setTimeout(orphans, 1200);
  });

  // Ctrl+Enter takes what is in the form; from the note it would be a guess which button is meant.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const review = event.target.closest && event.target.closest(".review");
    if (!review || event.target.name === "note") return;
    event.preventDefault();
    event.stopPropagation();
    review.querySelector("[data-do=review-accept]").click();
  }, true);
})();
