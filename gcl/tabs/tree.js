// The list of campaigns: forms in its menus, and the keys of the field above it.
(() => {
  const findField = () => document.querySelector("#tree-find input, #tree-find textarea");

  // A button of a form carries what is typed in it; studio.js sends what the button bears.
  document.addEventListener("click", (event) => {
    const item = event.target.closest("#tree-tools [data-do]"), form = item && item.closest(".menu-form");
    if (!form) return;
    for (const field of form.querySelectorAll("[name]")) item.dataset[field.name] = field.value;
  }, true);

  // What is looked for is sent once somebody pauses. Not by Gradio: its field tells nothing of a text that is pasted.
  let pause = 0;
  const look = () => {
    const tools = document.querySelector("#tree-tools .tree-tools"), button = document.createElement("button");
    if (!tools) return;
    Object.assign(button.dataset, { do: "find", text: findField().value });
    button.hidden = true;
    tools.append(button);
    button.click();
    button.remove();
  };
  document.addEventListener("input", (event) => {
    if (event.target !== findField()) return;
    clearTimeout(pause);
    pause = setTimeout(look, 150);
  });

  document.addEventListener("keydown", (event) => {
    const form = event.key === "Enter" && event.target.matches("input, select") && event.target.closest(".menu-form");
    if (form) {
      event.preventDefault();
      event.stopImmediatePropagation();
      form.querySelector("[data-do]").click();
      return;
    }
    const field = findField();
    if (!field || event.target !== field) return;
    if (event.key === "Escape" && field.value) {
      event.stopImmediatePropagation();
      field.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (event.key === "ArrowDown") {
      const first = document.querySelector("#tree button");
      if (!first) return;
      event.preventDefault();
      first.focus();
    }
  }, true);

  // A menu that was opened is there to be typed in; a form that was used is empty again.
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.open || !menu.matches || !menu.matches("#tree-tools .menu")) return;
    for (const other of document.querySelectorAll("#tree-tools .menu[open]")) if (other !== menu) other.open = false;
    const field = menu.querySelector("input");
    if (field) field.focus();
  }, true);
})();
