// Quotes of a verdict, shown where they stand in the script; briefs on paper.
(() => {
  const LETTER = /[\p{L}\p{N}\p{M}]/u;
  const ASIDE = ".same-note, .only-read, del, button, [aria-hidden=true]"; // not words of the script
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  // The letters and digits of a text, whatever its marks, spaces, case and width (as gcl/checks/quotes.py compares), each
  // with the place that it came from.
  const folded = (text, at = () => null) => {
    let letters = "";
    const places = [];
    let offset = 0;
    for (const sign of text) {
      for (const one of sign.normalize("NFKC").toLowerCase()) {
        if (LETTER.test(one)) {
          letters += one;
          for (let unit = 0; unit < one.length; unit += 1) places.push(at(offset, offset + sign.length));
        }
      }
      offset += sign.length;
    }
    return { letters, places };
  };
  const wordsOf = (cell) => {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    let letters = "";
    const places = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.parentElement.closest(ASIDE)) continue;
      const part = folded(node.data, (start, end) => ({ node, start, end }));
      letters += part.letters;
      places.push(...part.places);
    }
    return { letters, places };
  };
  // An ellipsis in a quote stands for anything in between.
  const rangeIn = (cell, quote) => {
    const parts = quote.split(/…|\.{3,}/).map((part) => folded(part).letters).filter(Boolean);
    if (!parts.length) return null;
    const words = wordsOf(cell);
    let first = -1, end = 0;
    for (const part of parts) {
      const found = words.letters.indexOf(part, end);
      if (found < 0) return null;
      if (first < 0) first = found;
      end = found + part.length;
    }
    const range = document.createRange();
    range.setStart(words.places[first].node, words.places[first].start);
    range.setEnd(words.places[end - 1].node, words.places[end - 1].end);
    return range;
  };

  // In History a result has the script as it was judged, once it was asked for; in Adapt the script is below.
  const scriptOf = (button) => {
    const result = button.closest(".result");
    return (result || document.querySelector("#script") || document).querySelector("table.script");
  };
  const cellsOf = (script, shot, cell) => {
    const rows = [...script.querySelectorAll("tr[data-shot]")];
    rows.sort((one, other) => (other.dataset.shot === shot) - (one.dataset.shot === shot));
    const cells = rows.flatMap((row) => [...row.querySelectorAll("[data-cell]")].map((part) => ({ row, part })));
    const rank = ({ row, part }) => (shot && row.dataset.shot !== shot) * 2 + (cell && part.dataset.cell !== cell);
    return cells.sort((one, other) => rank(one) - rank(other));
  };
  // Where a quote stands: its cell, and the range of its words; only the cell or row where it quotes nothing.
  const placeOf = (button) => {
    const script = scriptOf(button), { quote, shot, cell } = button.dataset;
    if (!script) return null;
    if (!quote) {
      const row = [...script.querySelectorAll("tr[data-shot]")].find((one) => one.dataset.shot === shot);
      const part = row && (row.querySelector(`[data-cell="${CSS.escape(cell)}"]`) || row.querySelector("th"));
      return part ? { part: part.closest("td, th"), range: null } : null;
    }
    for (const { part } of cellsOf(script, shot, cell)) {
      const range = rangeIn(part, quote);
      if (range) return { part: part.closest("td, th"), range };
    }
    return null;
  };

  let pinned = "";
  const keyOf = (button) => [button.closest(".result")?.dataset.key || "", button.dataset.shot, button.dataset.cell, button.dataset.quote].join("\n");
  const clear = () => {
    if (window.CSS?.highlights) CSS.highlights.delete("quote");
    for (const part of document.querySelectorAll(".script .quoted")) part.classList.remove("quoted");
  };
  const show = (button) => {
    clear();
    const place = placeOf(button);
    if (!place) return null;
    place.part.classList.add("quoted");
    if (place.range && window.CSS?.highlights) CSS.highlights.set("quote", new Highlight(place.range));
    return place;
  };
  const pinnedButton = () => (pinned ? [...document.querySelectorAll("button.quote")].find((one) => keyOf(one) === pinned) : null);
  const showPinned = () => {
    const button = pinnedButton();
    for (const one of document.querySelectorAll("button.quote[aria-pressed=true]")) one.setAttribute("aria-pressed", one === button);
    if (!button) return clear();
    button.setAttribute("aria-pressed", "true");
    return show(button);
  };
  const release = () => { pinned = ""; showPinned(); back().hidden = true; };

  // ---- from a place in the script back to what quoted it ----
  const back = () => {
    let button = document.querySelector("button.quote-back");
    if (!button) {
      button = document.createElement("button");
      button.type = "button";
      button.className = "quote-back";
      button.textContent = "Back to the verdict";
      button.hidden = true;
      button.addEventListener("click", () => {
        const quote = pinnedButton();
        button.hidden = true;
        if (!quote) return;
        quote.focus({ preventScroll: true });
        quote.scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
      });
      document.body.append(button);
    }
    return button;
  };
  const said = () => {
    let region = document.querySelector("#quote-said");
    if (!region) {
      region = document.createElement("div");
      region.id = "quote-said";
      region.className = "only-read";
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    return region;
  };
  const away = (button) => {
    const box = button.getBoundingClientRect();
    return box.bottom < 0 || box.top > innerHeight;
  };
  const go = (button) => {
    pinned = keyOf(button);
    const place = showPinned();
    const where = button.querySelector(".quote-place")?.textContent || "";
    said().textContent = place ? `Shown in the script: ${where}` : "These words are not in the script that is shown";
    if (!place) return;
    place.part.scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
    setTimeout(() => { back().hidden = !pinned || !away(button); }, still.matches ? 50 : 600);
  };

  const quoteAt = (event) => event.target.closest?.("button.quote");
  document.addEventListener("pointerover", (event) => { const button = quoteAt(event); if (button) show(button); });
  document.addEventListener("pointerout", (event) => { if (quoteAt(event)) showPinned(); });
  document.addEventListener("focusin", (event) => { const button = quoteAt(event); if (button) show(button); });
  document.addEventListener("focusout", (event) => { if (quoteAt(event)) showPinned(); });
  document.addEventListener("click", (event) => {
    const button = quoteAt(event);
    if (!button) return;
    if (pinned === keyOf(button) && !button.closest(".result:not(:has(table.script))")) return release();
    const result = button.closest(".result");
    if (!result || result.querySelector("table.script")) return go(button);
    // The script comes with the next answer, and the quote is shown then.
    pinned = keyOf(button);
    waits = true;
    result.querySelector("[data-do=script]")?.click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !pinned || document.querySelector("dialog[open]")) return;
    const quote = pinnedButton();
    if (!quote || !quote.checkVisibility()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const returns = !back().hidden;
    if (returns) back().click();
    release();
  }, true);
  addEventListener("scroll", () => { const button = pinnedButton(); if (button && !away(button)) back().hidden = true; }, { passive: true });

  // A panel that was drawn again has lost what was shown in it.
  let waits = false;
  document.addEventListener("settled", () => {
    for (const button of document.querySelectorAll("button.quote")) {
      button.toggleAttribute("data-missing", Boolean(scriptOf(button)) && !placeOf(button));
    }
    const button = pinnedButton();
    if (waits && button && scriptOf(button)) { waits = false; return go(button); }
    if (pinned) showPinned();
  });

  // ---- a brief alone on paper ----
  document.addEventListener("click", (event) => {
    const page = event.target.closest("[data-print]")?.closest("[data-printed]");
    if (!page) return;
    const sheet = document.createElement("div");
    sheet.className = "printed";
    sheet.append(page.cloneNode(true));
    document.body.append(sheet);
    document.body.classList.add("prints-brief");
    window.addEventListener("afterprint", () => { sheet.remove(); document.body.classList.remove("prints-brief"); }, { once: true });
    window.print();
  });
})();
