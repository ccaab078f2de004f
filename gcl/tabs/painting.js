// A mask is painted in a window of its own: a button with data-paint opens it on an image, and what was painted goes to the
// panel that the button is in, as do="painted" with a PNG that is white where it was painted.
(() => {
  const LONGEST = 1024; // pixels of the mask; the image itself may be larger
  const KEPT = 20; // steps that can be taken back
  const COLOUR = "#e5484d";

  const button = (text, action, kind = "") => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = kind;
    made.dataset.do = ""; // looks like the studio's other buttons
    made.textContent = text;
    made.addEventListener("click", action);
    return made;
  };

  const loaded = (source) => new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = source;
  });

  // What is light in the mask becomes colour on the canvas.
  const coloured = (canvas, mask) => {
    const draft = document.createElement("canvas");
    draft.width = canvas.width;
    draft.height = canvas.height;
    const pen = draft.getContext("2d");
    pen.drawImage(mask, 0, 0, draft.width, draft.height);
    const dots = pen.getImageData(0, 0, draft.width, draft.height);
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(COLOUR.slice(at, at + 2), 16));
    for (let at = 0; at < dots.data.length; at += 4) {
      dots.data.set([red, green, blue, dots.data[at] > 127 ? 255 : 0], at);
    }
    canvas.getContext("2d").putImageData(dots, 0, 0);
  };

  const asMask = (canvas) => {
    const dots = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let painted = false;
    for (let at = 0; at < dots.data.length; at += 4) {
      const value = dots.data[at + 3] > 127 ? 255 : 0;
      painted = painted || value > 0;
      dots.data.set([value, value, value, 255], at);
    }
    if (!painted) return null;
    const draft = document.createElement("canvas");
    draft.width = canvas.width;
    draft.height = canvas.height;
    draft.getContext("2d").putImageData(dots, 0, 0);
    return draft.toDataURL("image/png");
  };

  const open = async (opener) => {
    const image = await loaded(opener.dataset.paint);
    const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
    const dialog = document.createElement("dialog");
    dialog.className = "painting";
    dialog.setAttribute("aria-label", "Paint what is to be drawn anew");
    const board = document.createElement("div");
    board.className = "painting-board";
    board.style.aspectRatio = `${image.naturalWidth} / ${image.naturalHeight}`;
    board.style.setProperty("--ratio", image.naturalWidth / image.naturalHeight);
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
    board.append(image, canvas);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    if (opener.dataset.mask) coloured(canvas, await loaded(opener.dataset.mask));

    const taken = []; // the canvas before each stroke
    let erasing = false;
    const size = document.createElement("input");
    Object.assign(size, { type: "range", min: 1, max: 30, value: 8 });
    size.setAttribute("aria-label", "Brush size");
    const resize = (by) => { size.value = Number(size.value) + by; };
    const keep = () => {
      taken.push(pen.getImageData(0, 0, canvas.width, canvas.height));
      if (taken.length > KEPT) taken.shift();
      undo.disabled = false;
    };
    const takeBack = () => {
      if (taken.length) pen.putImageData(taken.pop(), 0, 0);
      undo.disabled = taken.length === 0;
    };
    const erase = button("Erase", () => {
      erasing = !erasing;
      erase.setAttribute("aria-pressed", erasing);
    });
    erase.setAttribute("aria-pressed", false);
    const undo = button("Undo", takeBack);
    undo.disabled = true;
    const clear = button("Clear", () => { keep(); pen.clearRect(0, 0, canvas.width, canvas.height); });
    const done = button("Use what is painted", () => {
      const png = asMask(canvas);
      dialog.close();
      send(opener, png ? { do: "painted", png } : { do: "unpaint" });
    }, "primary");
    const hint = document.createElement("span");
    hint.className = "muted";
    hint.textContent = "Paint over what is to be drawn anew. Keys: [ and ] brush, E erase, Ctrl+Z undo.";
    const bar = document.createElement("div");
    bar.className = "painting-bar";
    const label = document.createElement("label");
    label.append("Brush ", size);
    bar.append(label, erase, undo, clear, hint, button("Cancel", () => dialog.close(), "quiet"), done);

    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
    };
    let last = null;
    const stroke = (event) => {
      const here = place(event);
      pen.globalCompositeOperation = erasing ? "destination-out" : "source-over";
      pen.strokeStyle = COLOUR;
      pen.lineCap = pen.lineJoin = "round";
      pen.lineWidth = Math.max(canvas.width, canvas.height) * size.value / 200;
      pen.beginPath();
      pen.moveTo(...(last || here));
      pen.lineTo(...here);
      pen.stroke();
      last = here;
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      keep();
      last = null;
      stroke(event);
    });
    canvas.addEventListener("pointermove", (event) => { if (event.buttons & 1) stroke(event); });
    canvas.addEventListener("pointerup", () => { last = null; });
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "[") resize(-2);
      else if (event.key === "]") resize(2);
      else if (event.key === "e") erase.click();
      else if (event.key === "z" && (event.ctrlKey || event.metaKey)) takeBack();
      else return;
      event.preventDefault();
    });
    dialog.addEventListener("close", () => { dialog.remove(); opener.focus(); });
    dialog.append(bar, board);
    document.querySelector(".gradio-container").append(dialog);
    dialog.showModal();
    size.focus();
  };

  // Through a button of the panel, so that it reaches the panel's click handler as any other does.
  const send = (opener, data) => {
    const messenger = document.createElement("button");
    messenger.hidden = true;
    Object.assign(messenger.dataset, data);
    opener.after(messenger);
    messenger.click();
    messenger.remove();
  };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-paint]");
    if (opener) open(opener);
  });
})();
