// Adapt, the script: what the address asks for, and two versions that are chosen to be compared.
(() => {
  window.addEventListener("change", (event) => {
    const form = event.target.closest?.(".compare-versions");
    if (!form || event.target.tagName !== "SELECT") return;
    const button = form.querySelector(".compare-go");
    for (const field of form.querySelectorAll("select")) button.dataset[field.name] = field.value;
    button.click();
  });
})();
